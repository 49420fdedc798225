/* "Ready to publish": leads from a finding to the very field, and keeps the count beside the panel. */
{
  /* What somebody wants to write in, and failing that what adds or chooses something. */
  const FIELDS = ['input:not([type="hidden"]), textarea, select, [contenteditable="true"]', "button, a[href]"];

  const placeIn = (hash) => {
    const start = hash.indexOf(":w:");
    return start < 0 ? null : new URLSearchParams(hash.slice(start + 3));
  };

  /* A row is told by its number among those that are there; deleted ones stay in the form, unseen. */
  const rowOf = (panel, number) =>
    [...panel.querySelectorAll("[data-inline-panel-child]")].filter(
      (row) => !row.classList.contains("deleted") && !row.querySelector('input[name$="-DELETE"][value="1"]'),
    )[number];

  const fieldIn = (row, name) => {
    const found = row.querySelector(`[data-contentpath="${CSS.escape(name)}"], [name$="-${CSS.escape(name)}"]`);
    return found?.closest("[data-field]") || found;
  };

  const step = (outer, name) =>
    outer.querySelector(`[data-contentpath="${CSS.escape(name)}"]`) ||
    outer.querySelector(`#id_${CSS.escape(name)}-FORMS`)?.closest("[data-panel]");

  const elementAt = (place) => {
    let element = null;
    for (const name of (place.get("contentpath") || "").split(".").filter(Boolean)) {
      const next = step(element || document, name);
      if (!next) break;
      element = next;
    }
    const row = element && place.has("row") ? rowOf(element, Number(place.get("row"))) : null;
    return (row && place.get("field") && fieldIn(row, place.get("field"))) || row || element;
  };

  /* Whatever hides it (a tab, a folded panel, the settings behind a cog) is opened by the button that controls it. */
  const uncover = (element) => {
    const hiding = [];
    for (let outer = element; outer; outer = outer.parentElement) {
      if (outer.hidden || outer.hasAttribute("hidden")) hiding.unshift(outer);
    }
    for (const outer of hiding) {
      if (outer.id && outer.hasAttribute("hidden")) {
        document.querySelector(`[aria-controls="${CSS.escape(outer.id)}"]`)?.click();
      }
    }
  };

  const isUsable = (field) => !field.disabled && !field.closest(".w-panel__header") && field.getClientRects().length > 0;

  const firstField = (element) =>
    FIELDS.flatMap((kind) => [...(element.matches(kind) ? [element] : []), ...element.querySelectorAll(kind)]).find(isUsable);

  const lead = (hash) => {
    const place = placeIn(hash);
    const element = place && elementAt(place);
    if (!element) return false;
    uncover(element);
    window.requestAnimationFrame(() => {
      element.scrollIntoView({ block: "center" });
      firstField(element)?.focus({ preventScroll: true });
    });
    return true;
  };

  const showCount = (panel) => {
    const state = panel.querySelector("[data-readiness]");
    const counter = document.querySelector('[data-side-panel-toggle="readiness"] [data-side-panel-toggle-counter]');
    if (!state || !counter) return;
    counter.textContent = state.dataset.readinessCount;
    counter.hidden = state.dataset.readinessCount === "0";
  };

  /* Wagtail 8.0 saves a form that it sent back with errors once, and then no longer looks at it: let it look again. */
  const keepSaving = (form) => {
    if (form?.dataset.wUnsavedForceValue !== "true") return;
    const watchAgain = () => window.setTimeout(() => form.setAttribute("data-w-unsaved-check-interval-value", "501"));
    form.addEventListener("w-autosave:success", watchAgain, { once: true });
  };

  const isSmall = () => window.matchMedia("(max-width: 50rem)").matches;

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.querySelector('[data-side-panel="readiness"]');
    if (!panel) return;
    keepSaving(document.querySelector("form[data-edit-form]"));
    new MutationObserver(() => showCount(panel)).observe(panel, { childList: true, subtree: true });
    panel.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      const isHere = link && (link.pathname === window.location.pathname || link.getAttribute("href").startsWith("#"));
      if (!isHere || event.ctrlKey || event.metaKey || event.shiftKey || !placeIn(link.hash)) return;
      event.preventDefault();
      if (isSmall()) document.querySelector("[data-form-side-close-button]")?.click();
      lead(link.hash);
    });
    if (panel.querySelector("[data-readiness-refused]") && !isSmall()) panel.dispatchEvent(new CustomEvent("open"));
  });

  /* After Wagtail, which opens the tab and begins to scroll. */
  window.addEventListener("load", () => window.setTimeout(() => lead(window.location.hash), 300));
  window.addEventListener("hashchange", () => lead(window.location.hash));
}
