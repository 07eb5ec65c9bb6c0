// What every ExternalQuestion's page does: give back the assignmentId, to the address in turkSubmitTo.
const asked = new URLSearchParams(location.search);
const form = document.getElementById("task");
form.action = `${asked.get("turkSubmitTo")}/mturk/externalSubmit`;
form.elements.assignmentId.value = asked.get("assignmentId");
if (asked.get("assignmentId") === "ASSIGNMENT_ID_NOT_AVAILABLE") form.querySelector("button").disabled = true;
