/* Puts the form of {{ face.name|escapejs }} after this script. No cookies, no tracking.
   data-lang="de" or "en" chooses the language; without it, it follows the reader's browser. */
(function () {
  var here = document.currentScript;
  var lang = here.getAttribute("data-lang");
  var frame = document.createElement("iframe");
  frame.src = "{{ address|escapejs }}" + (lang ? "?lang=" + encodeURIComponent(lang) : "");
  frame.title = "{{ title|escapejs }}";
  frame.style.cssText = "display:block;width:100%;height:560px;border:0";
  frame.loading = "lazy";
  var home = new URL(frame.src).origin;
  window.addEventListener("message", function (event) {
    if (event.source !== frame.contentWindow || event.origin !== home) return;
    var height = event.data && event.data.zuruf === "height" && Number(event.data.height);
    if (height > 0 && height < 20000) frame.style.height = Math.ceil(height) + "px";
  });
  here.parentNode.insertBefore(frame, here.nextSibling);
})();
