/* A button of the form waits for the form's own saving, and then nothing more saves itself. Wagtail 8.0 sends both at
   once: a new page is then made twice, and a version saved a moment ago counts as one from another window.
   It also waits for text fields, which hand over what was written a quarter of a second later: last words were lost. */
{
  const LONGEST_WAIT = 10_000;
  const HANDING_OVER = 350;
  const ENDS = ["success", "error"];
  const SENT_OF_A_BUTTON = ["name", "value", "formaction", "formmethod", "formnovalidate"];

  const pause = (duration) => new Promise((resolve) => window.setTimeout(resolve, duration));

  const watch = (form) => {
    let isSaving = false;
    let isWaiting = false;
    let isReady = false;
    let isSubmitted = false;

    form.addEventListener("w-autosave:save", (event) => {
      if (isWaiting || isSubmitted) event.preventDefault();
      else isSaving = true;
    });
    for (const end of ENDS) {
      form.addEventListener(`w-autosave:${end}`, () => {
        isSaving = false;
      });
    }

    const saved = () =>
      new Promise((resolve) => {
        if (!isSaving) resolve();
        for (const end of ENDS) form.addEventListener(`w-autosave:${end}`, resolve, { once: true });
      });
    /* A moment even without text fields: a form cannot be sent while it is being asked whether to send it. */
    const handedOver = () => pause(form.querySelector(".Draftail-Editor") ? HANDING_OVER : 0);

    /* Wagtail switches the pressed button off, and may put a menu away with the button in it: neither would be sent. */
    const standInFor = (button) => {
      const standIn = document.createElement("button");
      for (const name of SENT_OF_A_BUTTON) {
        if (button?.hasAttribute(name)) standIn.setAttribute(name, button.getAttribute(name));
      }
      standIn.hidden = true;
      form.append(standIn);
      return standIn;
    };

    const submitLater = async (submitter) => {
      isWaiting = true;
      await Promise.race([Promise.all([saved(), handedOver()]), pause(LONGEST_WAIT)]);
      isWaiting = false;
      isSubmitted = true;
      isReady = true;
      form.requestSubmit(standInFor(submitter));
      isReady = false;
    };

    const beforeSubmit = (event) => {
      if (event.target !== form || isReady) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!isWaiting) submitLater(event.submitter);
    };
    document.addEventListener("submit", beforeSubmit, { capture: true });
  };

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-edit-form]");
    if (form) watch(form);
  });
}
