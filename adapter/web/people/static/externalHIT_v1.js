// The functions that requesters' HTML expects of Amazon's script of this name, in our own words.

// The parameter as it stands in the address, percent-encoded.
function turkGetParam(name, defaultValue) {
  const found = new RegExp(`[?&]${name}=([^&#]*)`).exec(location.href);
  return found ? found[1] : defaultValue;
}

function decode(text) {
  const spaced = text.replace(/\+/g, " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced; // a lone percent sign
  }
}

// Where to submit to, without a path. A page that was not told submits to where this script is from.
var turkGetSubmitToHost = ((origin) => () => {
  const host = decode(turkGetParam("turkSubmitTo", ""));
  return /^(https?:)?\/\//.test(host) ? host : origin;
})(new URL(document.currentScript.src).origin);

// Makes the form submit the assignment; in a preview its button cannot be pressed.
function turkSetAssignmentID(formName = "mturk_form", buttonName = "submitButton") {
  const form = document.getElementById(formName) ?? document.forms[formName];
  const id = turkGetParam("assignmentId", "");
  let field = document.getElementById("assignmentId") ?? form?.querySelector("[name=assignmentId]");
  if (!field && form) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name: "assignmentId", id: "assignmentId" });
    form.append(field);
  }
  if (field) field.value = id;
  form?.setAttribute("action", `${turkGetSubmitToHost()}/mturk/externalSubmit`);
  const button = document.getElementById(buttonName);
  if (id === "ASSIGNMENT_ID_NOT_AVAILABLE" && button) {
    button.disabled = true;
    button[button.tagName === "INPUT" ? "value" : "textContent"] = "Accept the task first, then submit it";
  }
}
