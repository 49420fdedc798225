// The house rules for style sheets; see CONTRIBUTING.md.
const COLOUR_FUNCTIONS = ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "light-dark"];

export default {
  extends: "stylelint-config-standard",
  rules: {
    "color-no-hex": true,
    "color-named": "never",
    "function-disallowed-list": COLOUR_FUNCTIONS,
    "declaration-no-important": true,
    "selector-max-id": 0,
    "max-nesting-depth": [2, { ignoreAtRules: ["media", "supports", "container", "layer"] }],
    // BEM: .update-card, .update-card__title, .update-card--featured; Wagtail's own block wrappers are named w-block-...
    "selector-class-pattern": [
      "^[a-z][a-z0-9]*(-[a-z0-9]+)*(__[a-z0-9]+(-[a-z0-9]+)*)?(--[a-z0-9]+(-[a-z0-9]+)*)?$",
      { resolveNestedSelectors: true },
    ],
    // Newer than the linter's list: the link to what is being read.
    "selector-pseudo-class-no-unknown": [true, { ignorePseudoClasses: ["target-current"] }],
    // A sheet is read in the order of its parts, not of their weight.
    "no-descending-specificity": null,
    // Blank lines are the writer's.
    "declaration-empty-line-before": null,
    "custom-property-empty-line-before": null,
    "rule-empty-line-before": null,
    "comment-empty-line-before": null,
    "at-rule-empty-line-before": null,
    "import-notation": null,
    "font-family-name-quotes": null,
  },
  overrides: [
    {
      files: ["static/css/tokens.css"],
      rules: { "color-no-hex": null, "function-disallowed-list": null },
    },
    {
      // Print knows black and white alone.
      files: ["static/css/print.css"],
      rules: { "color-named": null, "declaration-no-important": null },
    },
  ],
};
