/* Passwords can be looked at while they are typed; recovery codes can be copied and printed. */
{
  const addReveal = (field) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sign-in__reveal";
    const show = (isShown) => {
      field.type = isShown ? "text" : "password";
      button.textContent = isShown ? gettext("Hide the password") : gettext("Show the password");
    };
    button.addEventListener("click", () => show(field.type === "password"));
    field.form?.addEventListener("submit", () => show(false));
    show(false);
    field.after(button);
  };

  const offerCopying = (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.querySelector("[data-codes]").dataset.codes);
      button.textContent = button.dataset.done;
    });
  };

  const offerPrinting = (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  };

  document.querySelectorAll("input[type=password]").forEach(addReveal);
  document.querySelectorAll("[data-copy-codes]").forEach(offerCopying);
  document.querySelectorAll("[data-print]").forEach(offerPrinting);
}
