// crowd-form: collects what was answered, and submits it to where the page was told to.

const PREVIEW = "ASSIGNMENT_ID_NOT_AVAILABLE";
const ORIGIN = new URL(document.currentScript.src).origin;
const asked = new URLSearchParams(location.search);

class CrowdForm extends CrowdElement {
  build() {
    this.form = make("form", { method: "post" }, take(this));
    this.append(this.form);
    if (!this.querySelector("crowd-button[form-action=submit], button[type=submit], button:not([type]), input[type=submit]")) {
      const button = make("crowd-button", { set: { "form-action": "submit" } }, "Submit");
      this.form.append(make("p", {}, button));
    }
    if (asked.get("assignmentId") === PREVIEW) {
      this.form.append(make("p", { className: "crowd-hint" }, "This is a preview: accept the task to submit it."));
    }
    // The page's own listeners come first, and may prevent the submit.
    addEventListener("submit", (event) => { if (event.target === this.form) this.send(event); });
  }

  submit() { this.form.requestSubmit(); }
  reset() { this.form.reset(); }

  send(event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const missing = this.form.querySelector(UNSUPPORTED.join());
    if (missing) return missing.scrollIntoView();
    const answers = collect(this.form);
    const isFlat = this.getAttribute("answer-format") === "flatten-objects";
    const fields = isFlat ? flatten(answers) : [["taskAnswers", JSON.stringify([answers])]];
    const host = asked.get("turkSubmitTo") ?? "";
    const sent = make("form", { method: "post", hidden: true, set: { action: `${/^(https?:)?\/\//.test(host) ? host : ORIGIN}/mturk/externalSubmit` } });
    for (const [name, value] of [["assignmentId", asked.get("assignmentId") ?? ""], ...fields]) {
      sent.append(make("textarea", { name, value }));
    }
    document.body.append(sent);
    HTMLFormElement.prototype.submit.call(sent);
    sent.remove();
  }
}

// Returns the answers by name. Fields of HTML count as well as crowd elements; of the radio buttons
// and checkboxes of a name each option is there, with true or false.
function collect(form) {
  const answers = {};
  for (const field of form.querySelectorAll("*")) {
    if (!field.getAttribute("name") || field.disabled) continue;
    if (field instanceof CrowdElement) add(answers, field.name, field.answer);
    else if (isPlainField(field)) add(answers, field.name, readPlain(field));
  }
  return answers;
}

const NO_ANSWERS = new Set(["submit", "button", "reset", "image"]);

function isPlainField(field) {
  const inside = field.parentElement.closest(ANSWERING.join());
  return field.matches("input, select, textarea") && !inside && !NO_ANSWERS.has(field.type);
}

function readPlain(field) {
  if (field.type === "radio" || field.type === "checkbox") return { [field.value]: field.checked };
  if (field.multiple && field.options) return [...field.selectedOptions].map((option) => option.value);
  return field.type === "file" ? field.files[0]?.name ?? "" : field.value;
}

// Two objects of a name are one; of two texts both are kept, as in an ordinary form.
function add(answers, name, value) {
  if (value === undefined) return;
  const before = Object.hasOwn(answers, name) ? answers[name] : undefined;
  if (isObject(before) && isObject(value)) Object.assign(before, value);
  else if (typeof before === "string" && typeof value === "string") answers[name] = `${before}|${value}`;
  else answers[name] = value;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// Returns pairs with dotted names; a list is one value, as JSON.
function flatten(value, prefix = "") {
  if (!isObject(value)) return [[prefix, typeof value === "string" ? value : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, prefix ? `${prefix}.${key}` : key));
}
