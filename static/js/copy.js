/* A button beside each citation that copies it. Without this script a citation is selected like any other text. */
const words = document.querySelector("script[data-copy]").dataset;
const SHOWN_MS = 3000;

const say = (button, text, name = text) => {
  button.textContent = text;
  button.setAttribute("aria-label", name);
};

for (const citation of navigator.clipboard ? document.querySelectorAll("[data-citation]") : []) {
  const label = citation.querySelector("dt");
  const name = `${words.copy}: ${label.textContent}`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "citations__copy";
  say(button, words.copy, name);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(citation.querySelector("[data-citation-text]").innerText.trim());
    say(button, words.copied);
    setTimeout(() => say(button, words.copy, name), SHOWN_MS);
  });
  label.append(" ", button);
}
