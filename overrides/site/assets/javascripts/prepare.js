/* What Material's script expects to find before it runs. Material writes it into each page; here it is a file, since no page may run
   a script that stands in it. */
(function () {
  "use strict";
  const element = document.getElementById("__config");
  const config = JSON.parse(element.textContent);
  const scope = new URL(config.base, location);

  window.__md_scope = scope;
  window.__md_hash = function (text) {
    return [...text].reduce(function (sum, letter) { return (sum << 5) - sum + letter.charCodeAt(0); }, 0);
  };
  window.__md_get = function (name, storage = localStorage, within = scope) {
    return JSON.parse(storage.getItem(within.pathname + "." + name));
  };
  window.__md_set = function (name, value, storage = localStorage, within = scope) {
    try {
      storage.setItem(within.pathname + "." + name, JSON.stringify(value));
    } catch (error) {
      // A reader who lets no page keep anything reads all the same.
    }
  };

  // A browser lets no page read versions.json from disk: there Material is told of no version selector, and does not ask.
  if (location.protocol === "file:") {
    delete config.version;
    element.textContent = JSON.stringify(config);
  }
})();
