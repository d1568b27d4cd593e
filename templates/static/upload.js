// Resumable uploads (tus 1.0) for the page of a draft: progress, pause, going on after a reload, many
// files or a folder. Without this script the page's plain form does the work.
(function () {
  'use strict';

  var VERSION = '1.0.0';
  // A piece is sent and answered on its own, so that a broken line costs at most this much time.
  var PIECE = 16 * 1024 * 1024;
  var AT_ONCE = 2;
  var PAUSES = [1000, 3000, 8000, 20000, 60000];

  var area = document.querySelector('[data-upload]');
  if (!area || !window.FormData || !window.localStorage || !File.prototype.slice) { return; }
  var plain = document.querySelector('[data-upload-plain]');
  if (plain) { plain.hidden = true; }
  area.hidden = false;
  var list = area.querySelector('[data-list]');
  var jobs = [];

  Array.prototype.forEach.call(area.querySelectorAll('[data-choose]'), function (input) {
    input.addEventListener('change', function () {
      Array.prototype.forEach.call(input.files, add);
      input.value = '';
      next();
    });
  });

  window.addEventListener('beforeunload', function (event) {
    if (jobs.some(function (job) { return job.state === 'running'; })) { event.preventDefault(); event.returnValue = ''; }
  });

  function word(name) { return area.getAttribute('data-' + name); }

  function base64(text) {
    return btoa(unescape(encodeURIComponent(text)));
  }

  // The first folder is what was chosen; what lies in it is the package.
  function pathOf(file) {
    var path = file.webkitRelativePath || file.name;
    var cut = path.indexOf('/');
    return cut < 0 ? path : path.slice(cut + 1);
  }

  function add(file) {
    var path = pathOf(file);
    if (path.split('/').some(function (part) { return part.charAt(0) === '.' || part.charAt(0) === '~'; })) { return; }
    var job = { file: file, path: path, state: 'waiting', tries: 0, sent: 0 };
    job.key = ['hengping-upload', word('endpoint'), path, file.size, file.lastModified].join('|');
    job.url = window.localStorage.getItem(job.key);
    jobs.push(job);
    draw(job);
  }

  function draw(job) {
    var row = document.createElement('tr');
    var name = document.createElement('th');
    name.setAttribute('scope', 'row');
    name.textContent = job.path;
    var size = document.createElement('td');
    size.className = 'num';
    size.textContent = readable(job.file.size);
    job.bar = document.createElement('progress');
    job.bar.max = Math.max(job.file.size, 1);
    job.bar.value = 0;
    job.bar.setAttribute('aria-label', job.path);
    job.text = document.createElement('span');
    job.text.setAttribute('role', 'status');
    var progress = document.createElement('td');
    progress.appendChild(job.bar);
    progress.appendChild(document.createTextNode(' '));
    progress.appendChild(job.text);
    job.toggle = button(word('pause'), function () { toggle(job); });
    job.drop = button(word('cancel'), function () { cancel(job); });
    var acts = document.createElement('td');
    acts.appendChild(job.toggle);
    acts.appendChild(document.createTextNode(' '));
    acts.appendChild(job.drop);
    [name, size, progress, acts].forEach(function (cell) { row.appendChild(cell); });
    job.row = row;
    list.hidden = false;
    list.querySelector('tbody').appendChild(row);
    show(job, word('waiting'));
  }

  function button(text, act) {
    var made = document.createElement('button');
    made.type = 'button';
    made.className = 'button';
    made.textContent = text;
    made.addEventListener('click', act);
    return made;
  }

  function readable(bytes) {
    var units = ['B', 'KB', 'MB', 'GB', 'TB'];
    var at = 0;
    while (bytes >= 1024 && at < units.length - 1) { bytes /= 1024; at += 1; }
    return (at ? bytes.toFixed(1) : bytes) + ' ' + units[at];
  }

  function show(job, text) {
    job.bar.value = job.file.size ? job.sent : (job.state === 'done' ? 1 : 0);
    var percent = job.file.size ? Math.floor(job.sent / job.file.size * 100) : (job.state === 'done' ? 100 : 0);
    job.text.textContent = percent + '% ' + (text || '');
    job.toggle.textContent = job.state === 'paused' ? word('resume') : word('pause');
    job.toggle.hidden = job.state === 'done' || job.state === 'failed';
    job.drop.hidden = job.state === 'done';
  }

  function next() {
    var running = jobs.filter(function (job) { return job.state === 'running'; }).length;
    jobs.filter(function (job) { return job.state === 'waiting'; }).slice(0, AT_ONCE - running).forEach(start);
    var open = jobs.some(function (job) { return job.state !== 'done' && job.state !== 'failed'; });
    var any = jobs.some(function (job) { return job.state === 'done'; });
    var failed = jobs.some(function (job) { return job.state === 'failed'; });
    // What arrived is shown with the check; what failed stays in sight.
    if (!open && any && !failed) { window.location.reload(); }
  }

  function start(job) {
    job.state = 'running';
    if (job.url) { ask(job); } else { create(job); }
  }

  function request(job, method, url, headers, body, answered) {
    var xhr = new XMLHttpRequest();
    job.xhr = xhr;
    xhr.open(method, url);
    xhr.setRequestHeader('Tus-Resumable', VERSION);
    xhr.setRequestHeader('X-CSRF-Token', word('csrf'));
    Object.keys(headers).forEach(function (name) { xhr.setRequestHeader(name, headers[name]); });
    xhr.onload = function () { job.xhr = null; answered(xhr); };
    xhr.onerror = function () { job.xhr = null; again(job); };
    xhr.upload.onprogress = function (event) {
      if (method === 'PATCH') { job.sent = job.offset + event.loaded; show(job); }
    };
    xhr.send(body);
  }

  function create(job) {
    var metadata = 'path ' + base64(job.path);
    request(job, 'POST', word('endpoint'), { 'Upload-Length': job.file.size, 'Upload-Metadata': metadata }, null, function (xhr) {
      if (xhr.status !== 201) { refused(job, xhr); return; }
      job.url = xhr.getResponseHeader('Location');
      window.localStorage.setItem(job.key, job.url);
      go(job, 0);
    });
  }

  function ask(job) {
    request(job, 'HEAD', job.url, {}, null, function (xhr) {
      if (xhr.status === 200) { go(job, Number(xhr.getResponseHeader('Upload-Offset'))); return; }
      if (xhr.status === 404 || xhr.status === 410) { forget(job); job.url = null; create(job); return; }
      refused(job, xhr);
    });
  }

  function go(job, offset) {
    job.offset = offset;
    job.sent = offset;
    if (offset >= job.file.size) { done(job); return; }
    show(job);
    var headers = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': offset };
    request(job, 'PATCH', job.url, headers, job.file.slice(offset, offset + PIECE), function (xhr) {
      if (xhr.status === 204) { job.tries = 0; go(job, Number(xhr.getResponseHeader('Upload-Offset'))); return; }
      if (xhr.status === 409 || xhr.status === 460) { job.tries += 1; if (job.tries < PAUSES.length) { ask(job); return; } }
      refused(job, xhr);
    });
  }

  function done(job) {
    forget(job);
    job.state = 'done';
    show(job, word('done'));
    next();
  }

  function forget(job) { window.localStorage.removeItem(job.key); }

  // The line broke or the server is busy: later once more, from where it stands.
  function again(job) {
    if (job.state !== 'running') { return; }
    var pause = PAUSES[Math.min(job.tries, PAUSES.length - 1)];
    job.tries += 1;
    show(job, word('again'));
    window.setTimeout(function () { if (job.state === 'running' && !job.xhr) { start(job); } }, pause);
  }

  function refused(job, xhr) {
    if (xhr.status >= 500 || xhr.status === 423) { again(job); return; }
    var why = String(xhr.status);
    try { why = JSON.parse(xhr.responseText).errors[0].message; } catch (ignored) {
      try { why = JSON.parse(xhr.responseText).detail; } catch (also) { why = String(xhr.status); }
    }
    forget(job);
    job.state = 'failed';
    show(job, word('failed') + why);
    next();
  }

  function toggle(job) {
    if (job.state === 'paused') { job.state = 'waiting'; show(job, word('waiting')); next(); return; }
    job.state = 'paused';
    if (job.xhr) { job.xhr.abort(); job.xhr = null; }
    show(job, word('paused'));
    next();
  }

  function cancel(job) {
    if (job.xhr) { job.xhr.abort(); job.xhr = null; }
    if (job.url) { request(job, 'DELETE', job.url, {}, null, function () { job.xhr = null; }); }
    forget(job);
    jobs = jobs.filter(function (other) { return other !== job; });
    job.row.parentNode.removeChild(job.row);
    list.hidden = jobs.length === 0;
    next();
  }
}());
