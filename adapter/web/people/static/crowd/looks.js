// Elements that show something and answer nothing, and notices for those that are not here.

class CrowdButton extends CrowdElement {
  build() {
    const action = this.getAttribute("form-action");
    const type = action === "submit" || action === "reset" ? action : "button";
    this.control = make("button", { type, disabled: this.hasAttribute("disabled") }, take(this));
    if (type === "submit" || this.getAttribute("variant") === "primary") this.control.className = "crowd-primary";
    const href = this.getAttribute("href");
    if (href) this.control.addEventListener("click", () => open(href, this.getAttribute("target") ?? "_blank", "noopener"));
    this.append(this.control);
  }
}
forward(CrowdButton, "disabled");

const EXAMPLES = { "positive-example": "A good example", "negative-example": "A bad example" };

class CrowdInstructions extends CrowdElement {
  build() {
    for (const [tag, title] of Object.entries(EXAMPLES)) {
      for (const example of this.querySelectorAll(tag)) example.prepend(make("p", { className: "crowd-header" }, title));
    }
    const content = take(this), text = this.getAttribute("link-text") ?? "Instructions";
    this.append(make("details", { className: "crowd-more" }, make("summary", {}, text), make("div", {}, content)));
  }
}

class CrowdAlert extends CrowdElement {
  build() {
    this.setAttribute("role", this.getAttribute("type") === "error" ? "alert" : "status");
    if (!this.hasAttribute("dismissible")) return;
    const close = make("button", { type: "button" }, "Close");
    close.addEventListener("click", () => { this.hidden = true; });
    this.append(close);
  }
}

// A window over the page; a button opens it unless it is open from the start.
class CrowdModal extends CrowdElement {
  build() {
    const close = make("button", { type: "button" }, "Close");
    this.dialog = make("dialog", {}, make("div", {}, take(this)), close);
    close.addEventListener("click", () => this.close());
    const text = this.getAttribute("link-text");
    if (text) {
      const button = make("button", { type: "button" }, text);
      button.addEventListener("click", () => this.open());
      this.append(button);
    }
    this.append(this.dialog);
    if (this.hasAttribute("open-on-load")) this.open();
  }

  open() { this.dialog.showModal(); }
  close() { this.dialog.close(); }
}

// Tabs stand below one another: nothing that must be filled in is out of sight.
class CrowdTab extends CrowdElement {
  build() { this.prepend(make("p", { className: "crowd-header" }, this.getAttribute("header") ?? "")); }
}

class CrowdCard extends CrowdElement {
  build() {
    const heading = this.getAttribute("heading"), image = this.getAttribute("image");
    this.prepend(...[image && make("img", { src: image, alt: "" }), heading && make("p", { className: "crowd-header" }, heading)].filter(Boolean));
  }
}

class CrowdBadge extends CrowdElement {
  build() { if (!this.textContent) this.append(this.getAttribute("label") ?? ""); }
}

class CrowdFab extends CrowdElement {
  build() {
    const name = this.getAttribute("title") ?? this.getAttribute("label") ?? this.getAttribute("icon") ?? "Button";
    this.append(make("button", { type: "button", disabled: this.hasAttribute("disabled") }, this.getAttribute("label") ?? name));
  }
}

class CrowdToast extends CrowdElement {
  build() { this.setAttribute("role", "status"); }
}

// Its answers cannot be given here, so its form cannot be submitted either.
class CrowdUnsupported extends CrowdElement {
  build() {
    const tag = this.localName;
    this.replaceChildren(make("p", { set: { role: "alert" } }, `This task uses ${tag}, a tool that these pages do not have. `
      + "It cannot be done here: return it, and nothing is counted against you."));
  }
}
