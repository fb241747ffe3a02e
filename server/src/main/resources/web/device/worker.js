// Wakes up when the server pushes. The push carries a number and nothing to be trusted: what is asked, the page asks the
// server.
"use strict";

importScripts("/device/core.js");

const PAGE = "/device";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => event.waitUntil(wake(event)));

async function wake(event) {
  let challenge = "";
  try {
    challenge = String(event.data?.json().challenge ?? "");
  } catch {
    // Not from the server: shown all the same, as browsers want something to be.
  }
  const words = (await device.read("notification")) ?? { title: "Approval", body: "" };
  const pages = await self.clients.matchAll({ type: "window" });
  for (const page of pages) {
    page.postMessage("look");
  }
  await self.registration.showNotification(words.title, {
    body: words.body,
    lang: words.language,
    dir: words.direction,
    tag: challenge,
    icon: "/device/icon.svg",
    requireInteraction: true,
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show());
});

async function show() {
  const pages = await self.clients.matchAll({ type: "window" });
  const page = pages.find(({ url }) => new URL(url).pathname === PAGE);
  return page ? page.focus() : self.clients.openWindow(PAGE);
}

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(
    (async () => {
      const record = await device.read("record");
      if (record) {
        await device.move(record, await device.subscribe(self.registration));
      }
    })(),
  );
});
