// The other spelling: it takes the wanted name of the global and inserts the script itself.
(function (window, document, source, name) {
  window.ReachFiveObject = name;
  window[name] =
    window[name] ||
    function () {
      (window[name].q = window[name].q || []).push(arguments);
    };
  window[name].l = 1 * new Date();
  const script = document.createElement("script");
  script.async = true;
  script.src = source;
  document.head.append(script);
})(window, document, document.currentScript.dataset.source, "identity");
