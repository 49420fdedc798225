/* Keeps the formatting of what is pasted: the field shows the words, a hidden field beside it takes the markup. */
{
  const words = document.querySelector("[data-paste-words]");
  const markup = document.querySelector("[data-paste-markup]");
  const note = document.querySelector("[data-paste-note]");

  // A form may carry 2.5 MB; beyond this, pictures inside the text stay behind.
  const MOST_CHARACTERS = 1_500_000;

  const fitting = (html) => (html.length > MOST_CHARACTERS ? html.replace(/(["'])data:[^"']*\1/g, "$1$1") : html);

  const show = () => {
    const isPasted = markup.value !== "";
    words.readOnly = isPasted;
    note.hidden = !isPasted;
  };

  words.addEventListener("paste", (event) => {
    const html = fitting(event.clipboardData.getData("text/html"));
    if (!html || words.value.trim() || words.readOnly) {
      return;
    }
    event.preventDefault();
    words.value = event.clipboardData.getData("text/plain");
    markup.value = html;
    show();
  });

  note.querySelector("[data-paste-again]").addEventListener("click", () => {
    words.value = "";
    markup.value = "";
    show();
    words.focus();
  });

  show();
}
