// What a page defines before the script has arrived.
window.reach5 =
  window.reach5 ||
  function () {
    (window.reach5.q = window.reach5.q || []).push(arguments);
  };
