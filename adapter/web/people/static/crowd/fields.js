// Fields: a text, a choice, a number.

// A control under its label; without a label its placeholder or name names it.
function makeField(element, control) {
  const label = element.getAttribute("label");
  if (!label) control.setAttribute("aria-label", element.getAttribute("placeholder") ?? element.name);
  element.control = control;
  element.append(label ? make("label", {}, make("span", {}, label), control) : control);
}

const TEXT_ATTRIBUTES = { "max-length": "maxlength", "min-length": "minlength", "auto-focus": "autofocus",
  autofocus: "autofocus", placeholder: "placeholder", required: "required", disabled: "disabled",
  readonly: "readonly", rows: "rows", min: "min", max: "max", step: "step", type: "type" };

function setTextAttributes(element, control) {
  for (const [theirs, ours] of Object.entries(TEXT_ATTRIBUTES)) {
    if (element.hasAttribute(theirs)) control.setAttribute(ours, element.getAttribute(theirs));
  }
  control.defaultValue = element.getAttribute("value") ?? "";
  const message = element.getAttribute("error-message");
  if (!message) return;
  control.addEventListener("invalid", () => control.setCustomValidity(message));
  control.addEventListener("input", () => control.setCustomValidity(""));
}

// Leaves out the characters that do not match, while they are entered.
function keepMatching(control, pattern) {
  const allowed = new RegExp(pattern);
  control.addEventListener("input", (event) => {
    if (event.isComposing) return;
    const kept = [...control.value].filter((character) => allowed.test(character)).join("");
    if (kept !== control.value) control.value = kept;
  });
}

class CrowdInput extends CrowdElement {
  build() {
    const control = make("input");
    setTextAttributes(this, control);
    const pattern = this.getAttribute("allowed-pattern");
    if (pattern && this.hasAttribute("auto-validate")) keepMatching(control, pattern);
    makeField(this, control);
  }

  get answer() { return this.value || undefined; }
}
forward(CrowdInput, "value", "disabled", "required");

class CrowdTextArea extends CrowdElement {
  build() {
    const control = make("textarea", { rows: 4 });
    setTextAttributes(this, control);
    makeField(this, control);
  }

  get answer() { return this.value; }
}
forward(CrowdTextArea, "value", "disabled", "required");

// Checkboxes and radio buttons: their content is their label.
class CrowdOption extends CrowdElement {
  buildControl(type, name) {
    this.control = make("input", { type, defaultChecked: this.hasAttribute("checked"), disabled: this.hasAttribute("disabled") });
    if (name) this.control.setAttribute("name", name);
    this.append(make("label", {}, this.control, make("span", {}, take(this))));
  }

  get value() { return this.getAttribute("value") ?? "on"; }
  set value(value) { this.setAttribute("value", value); }
  get answer() { return { [this.value]: this.checked }; }
}
forward(CrowdOption, "checked", "disabled");

class CrowdCheckbox extends CrowdOption {
  build() {
    this.buildControl("checkbox");
    this.control.required = this.hasAttribute("required");
  }
}

class CrowdRadioButton extends CrowdOption {
  build() {
    const group = this.closest("crowd-radio-group");
    if (group) group.groupName ??= makeId();
    this.buildControl("radio", group?.groupName ?? makeId());
  }
}

class CrowdRadioGroup extends CrowdElement {
  build() {
    this.setAttribute("role", "radiogroup");
    const label = this.getAttribute("label") ?? this.getAttribute("name");
    if (label && !this.hasAttribute("aria-labelledby")) this.setAttribute("aria-label", label);
  }
}

class CrowdSlider extends CrowdElement {
  build() {
    const read = (name, fallback) => this.getAttribute(name) ?? fallback;
    const range = { min: read("min", 0), max: read("max", 100), step: read("step", 1) };
    const control = make("input", { type: "range", set: range, disabled: this.hasAttribute("disabled") });
    control.defaultValue = read("value", range.min);
    makeField(this, control);
    const shown = this.hasAttribute("editable")
      ? make("input", { type: "number", set: { ...range, "aria-label": `${this.getAttribute("label") ?? this.name}, as a number` } })
      : make("output");
    const show = () => { shown.value = control.value; };
    control.addEventListener("input", show);
    shown.addEventListener("input", () => { if (shown.value !== "") control.value = shown.value; });
    this.append(shown);
    show();
  }

  get value() { return Number(this.control.value); }
  set value(value) {
    this.control.value = value;
    this.control.dispatchEvent(new Event("input"));
  }

  get answer() { return this.value; }
}
