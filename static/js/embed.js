/* Puts the player of a film in the place of its poster, once a reader asks for it. */

for (const embed of document.querySelectorAll("[data-embed]")) {
  embed.querySelector(".embed__link").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    const link = event.currentTarget;
    const frame = document.createElement("iframe");
    frame.className = "embed__frame";
    frame.title = link.querySelector(".embed__title").textContent;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.allowFullscreen = true;
    // Some hosts refuse to play for a page that does not say on which site it stands; which page, it does not say.
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.src = embed.dataset.embed;
    link.replaceWith(frame);
    embed.querySelector(".embed__notice")?.remove();
    frame.focus();
  });
}
