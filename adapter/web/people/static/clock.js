// Shows in #clock the time that is left, and warns in #time-warning before it ends.

const WARN_SECONDS = 120;
const find = (id) => document.getElementById(id);

export class Clock {
  #endsAt = 0;
  #isStopped = false;

  constructor(secondsLeft) {
    this.set(secondsLeft);
    this.show();
    setInterval(() => this.show(), 1000);
  }

  set(secondsLeft) {
    this.#endsAt = performance.now() + 1000 * Number(secondsLeft);
  }

  stop() {
    this.#isStopped = true;
    this.show();
  }

  show() {
    const left = Math.max(0, Math.round((this.#endsAt - performance.now()) / 1000));
    const hours = Math.floor(left / 3600);
    const minutes = Math.floor(left / 60) % 60;
    const seconds = String(left % 60).padStart(2, "0");
    find("clock").textContent = hours
      ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`
      : `${minutes}:${seconds}`;
    const isShort = left <= WARN_SECONDS && left > 0 && !this.#isStopped;
    const warning = isShort ? "Less than two minutes are left. Submit it before the time ends." : "";
    // Written once, so that a screen reader says it once.
    if (find("time-warning").textContent !== warning) find("time-warning").textContent = warning;
  }
}
