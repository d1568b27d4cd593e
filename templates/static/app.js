// What a page gains where scripts run. Everything works without this file.
(function () {
  'use strict';

  // A form marked data-once is sent once, however often its button is clicked. The button is
  // disabled after the submission has been assembled, so that its own value still travels.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.hasAttribute('data-once') || event.defaultPrevented) { return; }
    if (form.getAttribute('data-sent')) { event.preventDefault(); return; }
    form.setAttribute('data-sent', 'yes');
    window.setTimeout(function () { setButtons(form, true); }, 0);
  });

  // A page that comes back from the browser's history may be sent again.
  window.addEventListener('pageshow', function () {
    Array.prototype.forEach.call(document.querySelectorAll('form[data-sent]'), function (form) {
      form.removeAttribute('data-sent');
      setButtons(form, false);
    });
  });

  function setButtons(form, disabled) {
    Array.prototype.forEach.call(form.querySelectorAll('button[type=submit]'), function (button) {
      button.disabled = disabled;
    });
  }

  // Words to go on with while somebody types: asked for once the typing rests.
  Array.prototype.forEach.call(document.querySelectorAll('input[data-suggest]'), function (input) {
    var list = document.getElementById(input.getAttribute('list'));
    var waiting = 0;
    input.addEventListener('input', function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () { suggest(input, list); }, 200);
    });
  });

  function suggest(input, list) {
    var typed = input.value;
    if (!typed.trim() || !list) { return; }
    var request = new XMLHttpRequest();
    request.open('GET', input.getAttribute('data-suggest') + '?q=' + encodeURIComponent(typed));
    request.onload = function () {
      if (request.status !== 200 || input.value !== typed) { return; }
      while (list.firstChild) { list.removeChild(list.firstChild); }
      JSON.parse(request.responseText).forEach(function (word) {
        var option = document.createElement('option');
        option.value = word.text;
        // Browsers drop what does not hold the typed letters, as 张伟 does not hold zw.
        if (word.text.indexOf(typed) < 0) { option.label = typed; }
        list.appendChild(option);
      });
    };
    request.send();
  }

  // What is folded away on the screen belongs on paper.
  window.addEventListener('beforeprint', function () {
    Array.prototype.forEach.call(document.querySelectorAll('details'), function (part) { part.open = true; });
  });

  // Printing is offered where a script can do it; elsewhere the browser's own command remains.
  Array.prototype.forEach.call(document.querySelectorAll('[data-print]'), function (button) {
    button.hidden = false;
    button.addEventListener('click', function () { window.print(); });
  });
}());
