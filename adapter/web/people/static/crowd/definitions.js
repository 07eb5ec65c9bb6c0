// The elements by their tags. They are defined once the page is parsed, so that each sees its content.

const ELEMENTS = {
  "crowd-input": CrowdInput,
  "crowd-text-area": CrowdTextArea,
  "crowd-checkbox": CrowdCheckbox,
  "crowd-radio-group": CrowdRadioGroup,
  "crowd-radio-button": CrowdRadioButton,
  "crowd-slider": CrowdSlider,
  "crowd-classifier": CrowdClassifier,
  "crowd-classifier-multi-select": CrowdClassifierMultiSelect,
  "crowd-image-classifier": CrowdImageClassifier,
  "crowd-image-classifier-multi-select": CrowdImageClassifierMultiSelect,
  "crowd-bounding-box": CrowdBoundingBox,
  "crowd-button": CrowdButton,
  "crowd-instructions": CrowdInstructions,
  "crowd-alert": CrowdAlert,
  "crowd-modal": CrowdModal,
  "crowd-tab": CrowdTab,
  "crowd-card": CrowdCard,
  "crowd-badge": CrowdBadge,
  "crowd-fab": CrowdFab,
  "crowd-icon-button": class extends CrowdFab {},
  "crowd-toast": CrowdToast,
};

const UNSUPPORTED = ["crowd-entity-annotation", "crowd-instance-segmentation", "crowd-keypoint", "crowd-line",
  "crowd-polygon", "crowd-polyline", "crowd-rekognition-detect-moderation-labels", "crowd-semantic-segmentation",
  "crowd-textract-analyze-document"];

// The controls inside these are theirs.
const ANSWERING = Object.keys(ELEMENTS).filter((tag) => /input|text-area|checkbox|radio-button|slider|classifier|bounding/.test(tag));

function define() {
  for (const [tag, type] of Object.entries(ELEMENTS)) customElements.define(tag, type);
  for (const tag of UNSUPPORTED) customElements.define(tag, class extends CrowdUnsupported {});
  customElements.define("crowd-form", CrowdForm);
  document.dispatchEvent(new Event("all-crowd-elements-ready"));
}

// First in the head, so that a page's own style comes after it.
document.head.prepend(make("link", { rel: "stylesheet", href: `${ORIGIN}/static/crowd/elements.css` }));
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", define);
else define();
