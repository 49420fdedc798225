/* A button of the form waits for the form's own saving, and then nothing more saves itself. Wagtail 8.0 sends both at
   once: a new page is then made twice, and a version saved a moment ago counts as one from another window. */
{
  const LONGEST_WAIT = 10_000;
  const ENDS = ["success", "error"];
  const SENT_OF_A_BUTTON = ["name", "value", "formaction", "formmethod", "formnovalidate"];

  const watch = (form) => {
    let isSaving = false;
    let isSubmitted = false;
    let goOn = null;

    form.addEventListener("w-autosave:save", (event) => {
      if (isSubmitted) event.preventDefault();
      else isSaving = true;
    });
    for (const end of ENDS) {
      form.addEventListener(`w-autosave:${end}`, () => {
        isSaving = false;
        goOn?.();
      });
    }

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

    const submitLater = (submitter) => {
      const patience = window.setTimeout(() => goOn?.(), LONGEST_WAIT);
      goOn = () => {
        goOn = null;
        isSaving = false;
        window.clearTimeout(patience);
        form.requestSubmit(standInFor(submitter));
      };
    };

    const beforeSubmit = (event) => {
      if (event.target !== form) return;
      if (!isSaving) {
        isSubmitted = true;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!goOn) submitLater(event.submitter);
    };
    document.addEventListener("submit", beforeSubmit, { capture: true });
  };

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-edit-form]");
    if (form) watch(form);
  });
}
