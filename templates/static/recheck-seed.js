// A party's seed for the sample of a re-check, made and kept in this browser: only its commitment is sent
// before both parties have committed. Without this script `hengping recheck commit` does the work.
(function () {
  'use strict';

  var area = document.querySelector('[data-seed]');
  if (!area || !window.crypto || !window.crypto.subtle || !window.TextEncoder || !window.localStorage) { return; }
  var key = 'hengping-recheck:' + area.getAttribute('data-round') + ':' + area.getAttribute('data-party');
  var commitment = area.querySelector('[name="commitment"]');
  var opening = area.querySelector('[name="seed"]');
  var shown = area.querySelector('[data-seed-shown]');
  var make = area.querySelector('[data-seed-make]');

  function hex(bytes) {
    return Array.prototype.map.call(bytes, function (b) { return ('0' + b.toString(16)).slice(-2); }).join('');
  }

  function unhex(text) {
    var bytes = new Uint8Array(text.length / 2);
    for (var i = 0; i < bytes.length; i += 1) { bytes[i] = parseInt(text.substr(2 * i, 2), 16); }
    return bytes;
  }

  // Every value after its length in four bytes, as the method VRD-1 hashes.
  function fed(parts) {
    var all = [];
    parts.forEach(function (part) {
      all.push(part.length >>> 24 & 255, part.length >>> 16 & 255, part.length >>> 8 & 255, part.length & 255);
      Array.prototype.push.apply(all, Array.prototype.slice.call(part));
    });
    return new Uint8Array(all);
  }

  if (opening && !opening.value) { opening.value = window.localStorage.getItem(key) || ''; }

  if (make && commitment) {
    make.hidden = false;
    make.addEventListener('click', function () {
      var seed = window.crypto.getRandomValues(new Uint8Array(32));
      var text = new TextEncoder();
      var parts = [text.encode('VRD1/commit'), unhex(area.getAttribute('data-context')),
        text.encode(area.getAttribute('data-party')), seed];
      window.crypto.subtle.digest('SHA-256', fed(parts)).then(function (digest) {
        window.localStorage.setItem(key, hex(seed));
        commitment.value = hex(new Uint8Array(digest));
        shown.textContent = hex(seed);
        shown.parentNode.hidden = false;
      });
    });
  }
}());
