// What all crowd elements have in common, and how they read their attributes.

// An element builds what it shows inside itself, once, after its content was parsed.
// One with a name answers: `answer` is what the form submits for it; undefined is nothing.
class CrowdElement extends HTMLElement {
  #isBuilt = false;

  connectedCallback() {
    if (this.#isBuilt) return;
    this.#isBuilt = true;
    this.build();
  }

  get name() { return this.getAttribute("name") ?? ""; }
  set name(name) { this.setAttribute("name", name); }
  get answer() { return undefined; }
}

// Returns a new element with properties, attributes (in `set`) and children.
function make(tag, { set = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(set)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Returns the content of an element, which then has none.
function take(element) {
  const content = document.createDocumentFragment();
  content.append(...element.childNodes);
  return content;
}

// Returns the child with the tag, taken out of the element; null if there is none.
function takeRegion(element, tag) {
  const region = element.querySelector(`:scope > ${tag}`);
  region?.remove();
  return region;
}

// Instructions that open on demand, such as `full-instructions`; null if there are none.
function makeInstructions(element, title = "Instructions") {
  const region = takeRegion(element, "full-instructions");
  if (!region) return null;
  return make("details", { className: "crowd-more" }, make("summary", {}, region.getAttribute("header") ?? title), region);
}

// Returns the value of an attribute with a list or an object. Templates write strings with single
// quotes, and keys without any; a label may hold an apostrophe only between letters.
function readJson(element, name, fallback) {
  const text = element.getAttribute(name);
  if (!text) return fallback;
  const quoted = text.replace(/(?<![\p{L}\p{N}])'|'(?![\p{L}\p{N}])/gu, '"').replace(/([{,]\s*)(\w+)(\s*:)/g, '$1"$2"$3');
  for (const candidate of [text, quoted]) {
    try { return JSON.parse(candidate); } catch { continue; }
  }
  return fallback;
}

// Returns the labels of an attribute: strings, or objects with `label` and perhaps `value`.
function readOptions(element, name) {
  const options = readJson(element, name, []);
  return (Array.isArray(options) ? options : []).map((option) =>
    typeof option === "object" ? { label: String(option.label), value: String(option.value ?? option.label) }
                               : { label: String(option), value: String(option) });
}

let numbers = 0;
const makeId = () => `crowd-${++numbers}`;

// Lets an attribute of the crowd element also be a property, which its control has.
function forward(type, ...names) {
  for (const name of names) {
    Object.defineProperty(type.prototype, name, {
      get() { return this.control?.[name]; },
      set(value) { this.control[name] = value; },
    });
  }
}
