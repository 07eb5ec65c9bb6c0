// Boxes drawn on an image, with the pointer or by keys. All numbers are pixels of the image itself.

const STEP = 10;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const clamp = (value, most) => Math.max(0, Math.min(value, most));

class CrowdBoundingBox extends CrowdElement {
  boxes = [];

  build() {
    const instructions = [takeRegion(this, "short-instructions"), makeInstructions(this)];
    this.image = make("img", { alt: "The image to draw on", draggable: false });
    this.area = make("div", { className: "crowd-area" }, this.image);
    this.list = make("ul", { className: "crowd-boxes" });
    const add = make("button", { type: "button" }, "Add a box in the middle");
    add.addEventListener("click", () => this.addInTheMiddle());
    const hint = make("p", { className: "crowd-hint" }, "Choose a label, then draw a box with the pointer. By keyboard: add a box, "
      + "move it with the arrow keys, change its size with Shift and the arrow keys, delete it with Delete.");
    const header = make("p", { className: "crowd-header" }, this.getAttribute("header") ?? "Draw boxes");
    this.append(...[header, ...instructions, hint, this.makeLabels(), this.area, add, this.list].filter(Boolean));
    this.area.addEventListener("pointerdown", (event) => this.draw(event));
    this.image.addEventListener("load", () => this.begin(), { once: true });
    this.image.src = this.getAttribute("src") ?? "";
  }

  makeLabels() {
    const name = makeId();
    const options = readOptions(this, "labels").map(({ label, value }, place) =>
      make("label", {}, make("input", { type: "radio", name, value, checked: place === 0 }), make("span", {}, label)));
    this.labels = make("fieldset", {}, make("legend", {}, "Label"), ...options);
    return this.labels;
  }

  get label() { return this.labels.querySelector("input:checked")?.value ?? ""; }
  get size() { return { width: this.image.naturalWidth, height: this.image.naturalHeight }; }

  begin() {
    for (const { label, left, top, width, height } of readJson(this, "initial-value", [])) {
      this.addBox({ label, left, top, width, height });
    }
  }

  addInTheMiddle() {
    const { width, height } = this.size;
    const box = { label: this.label, left: width / 4, top: height / 4, width: width / 2, height: height / 2 };
    this.addBox(box).focus();
  }

  // Returns the point of an event, in pixels of the image.
  locate(event) {
    const shown = this.image.getBoundingClientRect(), { width, height } = this.size;
    return [clamp(((event.clientX - shown.left) * width) / shown.width, width),
            clamp(((event.clientY - shown.top) * height) / shown.height, height)];
  }

  draw(event) {
    if (event.button !== 0 || event.target !== this.image || !this.size.width) return;
    event.preventDefault();
    const [x, y] = this.locate(event);
    const box = { label: this.label, left: x, top: y, width: 0, height: 0 };
    const element = this.addBox(box);
    this.area.setPointerCapture(event.pointerId);
    const stretch = (moved) => {
      const [toX, toY] = this.locate(moved);
      Object.assign(box, { left: Math.min(x, toX), top: Math.min(y, toY), width: Math.abs(toX - x), height: Math.abs(toY - y) });
      this.place(box, element);
    };
    const finish = () => {
      this.area.removeEventListener("pointermove", stretch);
      if (box.width < 2 || box.height < 2) this.deleteBox(box, element); // a click, not a box
      else element.focus();
    };
    this.area.addEventListener("pointermove", stretch);
    this.area.addEventListener("lostpointercapture", finish, { once: true });
  }

  addBox(box) {
    const element = make("div", { className: "crowd-box", tabIndex: 0, set: { role: "group", "data-label": box.label } });
    const item = make("li", {}, make("span"), make("button", { type: "button" }, "Delete"));
    element.item = item;
    item.querySelector("button").addEventListener("click", () => this.deleteBox(box, element));
    element.addEventListener("keydown", (event) => this.press(event, box, element));
    this.boxes.push(box);
    this.area.append(element);
    this.list.append(item);
    this.place(box, element);
    return element;
  }

  press(event, box, element) {
    if (event.key === "Delete" || event.key === "Backspace") this.deleteBox(box, element);
    else if (!MOVES[event.key]) return;
    else this.move(box, element, MOVES[event.key], event.shiftKey);
    event.preventDefault();
  }

  move(box, element, [x, y], isResize) {
    const { width, height } = this.size;
    if (isResize) {
      box.width = Math.max(1, clamp(box.width + x * STEP, width - box.left));
      box.height = Math.max(1, clamp(box.height + y * STEP, height - box.top));
    } else {
      box.left = clamp(box.left + x * STEP, width - box.width);
      box.top = clamp(box.top + y * STEP, height - box.height);
    }
    this.place(box, element);
  }

  place(box, element) {
    const { width, height } = this.size, percent = (part, whole) => `${(100 * part) / whole}%`;
    Object.assign(element.style, { left: percent(box.left, width), top: percent(box.top, height),
      width: percent(box.width, width), height: percent(box.height, height) });
    const shown = roundBox(box);
    const text = `${shown.label}: ${shown.width} by ${shown.height}, at ${shown.left}, ${shown.top}`;
    element.setAttribute("aria-label", text);
    element.item.querySelector("span").textContent = text;
    element.item.querySelector("button").setAttribute("aria-label", `Delete ${text}`);
  }

  deleteBox(box, element) {
    this.boxes.splice(this.boxes.indexOf(box), 1);
    element.item.remove();
    element.remove();
  }

  get answer() { return { boundingBoxes: this.boxes.map(roundBox), inputImageProperties: { height: this.size.height, width: this.size.width } }; }
}

function roundBox({ height, label, left, top, width }) {
  return { height: Math.round(height), label, left: Math.round(left), top: Math.round(top), width: Math.round(width) };
}
