// Classifiers: something to look at, and categories to choose one or several of.

class CrowdClassifier extends CrowdElement {
  static type = "radio";

  build() {
    const instructions = [takeRegion(this, "short-instructions"), makeInstructions(this)];
    this.comment = this.makeComment();
    const target = this.takeTarget();
    const options = readOptions(this, "categories").map((option) => this.makeOption(option));
    const header = this.getAttribute("header") ?? this.name;
    const choices = make("fieldset", {}, make("legend", {}, header), ...options, this.makeExclusion());
    this.append(...[...instructions, target, choices, this.comment].filter(Boolean));
    this.addEventListener("change", () => this.check());
    this.check();
  }

  takeTarget() { return takeRegion(this, "classification-target"); }
  makeComment() { return null; }
  makeExclusion() { return null; }

  makeOption({ label, value }) {
    this.groupName ??= makeId();
    const control = make("input", { type: this.constructor.type, value, name: this.groupName });
    return make("label", {}, control, make("span", {}, label));
  }

  get controls() { return [...this.querySelectorAll(":scope > fieldset input")]; }
  get chosen() { return this.controls.filter((control) => control.checked).map((control) => control.value); }

  // A category must be chosen before the form is submitted.
  check() {
    const [first] = this.controls;
    first?.setCustomValidity(this.chosen.length ? "" : "Choose a category");
  }

  get answer() { return { label: this.chosen[0] }; }
}

class CrowdClassifierMultiSelect extends CrowdClassifier {
  static type = "checkbox";

  // "None of the above": it is chosen alone, and gives an empty list.
  makeExclusion() {
    const exclusion = readJson(this, "exclusion-category", null);
    if (!exclusion) return null;
    const option = this.makeOption({ label: exclusion.text, value: "" });
    this.exclusion = option.querySelector("input");
    this.addEventListener("change", ({ target }) => {
      const isExclusion = target === this.exclusion;
      for (const control of this.controls) {
        if (target.checked && (control === this.exclusion) !== isExclusion) control.checked = false;
      }
    });
    return option;
  }

  get answer() {
    const labels = this.controls.filter((control) => control.checked && control !== this.exclusion);
    return { labels: labels.map((control) => control.value) };
  }
}

// The image of `src`, with the header as what it stands for where it cannot be seen.
function makeImage(element) {
  return make("img", { src: element.getAttribute("src") ?? "", alt: "The image to classify" });
}

class CrowdImageClassifier extends CrowdClassifier {
  takeTarget() { return makeImage(this); }

  makeComment() {
    const region = takeRegion(this, "worker-comment");
    if (!region) return null;
    const title = region.getAttribute("header") ?? "Comment";
    const text = make("textarea", { rows: 3, placeholder: region.getAttribute("placeholder") ?? "" });
    return make("div", { className: "crowd-comment" }, region, make("label", {}, make("span", {}, title), text));
  }

  get answer() {
    const comment = this.comment?.querySelector("textarea").value;
    return { ...super.answer, ...(comment ? { workerComment: comment } : {}) };
  }
}

class CrowdImageClassifierMultiSelect extends CrowdClassifierMultiSelect {
  takeTarget() { return makeImage(this); }
}
