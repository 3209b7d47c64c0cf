"use strict";
// Shows every message as it arrives: the history is read again, and other pages get a link.
(() => {
  const place = document.querySelector("[data-live]");
  if (place === null) return;
  const events = new EventSource("/events");
  events.addEventListener("message", async (event) => {
    const { number, headline } = JSON.parse(event.data);
    const status = place.querySelector("[role=status]");
    if (status !== null) {
      const link = document.createElement("a");
      link.href = `/live/${number}`;
      link.textContent = `Message ${number}: ${headline}`;
      status.replaceChildren(link);
      return;
    }
    const response = await fetch(place.dataset.live, { headers: { "x-samlens-part": "1" } });
    // The markup is made by samlens, every value in it escaped; the policy allows no script in it.
    if (response.ok) place.innerHTML = await response.text();
  });
})();
