// The page of a task: shows the time left, and asks the server how the task stands. A message of
// the task's frame only makes it ask: what the frame says is not believed.

import { Clock } from "./clock.js";

const POLL_MS = 5000;

const ENDED = {
  Submitted: "You have submitted it.",
  Approved: "You have submitted it, and it is approved.",
  Rejected: "You have submitted it, and it was rejected.",
  Returned: "You returned this task in another window.",
  Abandoned: "The time is over, and the task went back to the list. If you wrote much, copy it now before you leave this page.",
};

const page = document.getElementById("work");
const find = (id) => document.getElementById(id);
const clock = new Clock(page.dataset.secondsLeft);
let timer = null;
let isOver = false;

async function ask(isTold) {
  clearTimeout(timer);
  try {
    const answer = await fetch(page.dataset.state, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const state = await answer.json();
    find("connection").textContent = "";
    clock.set(state.seconds_left);
    if (state.status !== "Accepted") return end(state.status, isTold);
  } catch {
    find("connection").textContent = "The server does not answer. What you did here is still here: wait before you submit it. Trying again…";
  }
  timer = setTimeout(ask, POLL_MS, false);
}

function end(status, isTold) {
  isOver = true;
  clock.stop();
  // Only the window in which the task was submitted goes on by itself; others would accept one more.
  if (isTold && status === "Submitted") return find("go-on").requestSubmit();
  find("ended").querySelector("p").textContent = ENDED[status];
  find("go-on").querySelector("button").textContent = "Go on";
  find("go-on").hidden = false;
  find("ended").append(find("go-on"));
  find("ended").hidden = false;
  find("ended").focus();
}

// This may come after an answer of the server that says the same: it then goes on all the same.
addEventListener("message", (event) => {
  const origins = page.dataset.origins.split(" ");
  if (origins.includes(event.origin) && event.data === "submitted") ask(true);
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden && !isOver) ask(false); });
addEventListener("online", () => { if (!isOver) ask(false); });
timer = setTimeout(ask, POLL_MS, false);
