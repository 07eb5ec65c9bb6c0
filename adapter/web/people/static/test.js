// The page of a test: shows the time left.

import { Clock } from "./clock.js";

new Clock(document.getElementById("clock").dataset.secondsLeft);
