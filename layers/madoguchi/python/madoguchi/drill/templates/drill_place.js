/* Position and map only add to choosing the town: without a script, a network or permission nothing is lost. */
(function () {
  "use strict";
  var nonce = document.currentScript.nonce;
  var form = document.getElementById("drill");
  var place = document.getElementById("place");
  var status = document.getElementById("nowhere");
  var holder = document.getElementById("holder");
  var found = document.getElementById("found");
  var says = place.dataset;
  var assets = "/drill/assets/leaflet-1.9.4";
  var tiles = "https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png";
  var hazards = "https://disaportaldata.gsi.go.jp/raster/{layer}/{z}/{x}/{y}.png";
  var drawn = ["01_flood_l2_shinsuishin_data", "05_dosekiryukeikaikuiki", "05_kyukeishakeikaikuiki", "05_jisuberikeikaikuiki"];
  var prefecture = [[35.98, 138.39], [37.06, 139.68]];
  var near = 15;
  var map;

  function lookUp(latitude, longitude) {
    form.elements.latitude.value = latitude;
    form.elements.longitude.value = longitude;
    document.getElementById("locate").click();
  }

  function here() {
    status.textContent = says.looking;
    navigator.geolocation.getCurrentPosition(
      function (at) { lookUp(at.coords.latitude, at.coords.longitude); },
      function () { status.textContent = says.failed; },
      { enableHighAccuracy: true, timeout: 15000 }
    );
  }

  function load(tag, attributes, done) {
    var element = document.createElement(tag);
    element.nonce = nonce;
    Object.keys(attributes).forEach(function (name) { element[name] = attributes[name]; });
    element.onload = done;
    element.onerror = function () { holder.hidden = true; status.textContent = says.nomap; };
    document.head.appendChild(element);
  }

  function open(event) {
    event.target.hidden = true;
    status.textContent = says.loading;
    load("link", { rel: "stylesheet", href: assets + ".css" }, function () {
      load("script", { src: assets + ".js" }, draw);
    });
  }

  function draw() {
    status.textContent = "";
    holder.hidden = false;
    map = L.map("map", { zoomSnap: 1, attributionControl: true, inertia: false }).fitBounds(prefecture);
    map.attributionControl.setPrefix(false);
    map.zoomControl.remove();
    L.control.zoom({ zoomInTitle: says.nearer, zoomOutTitle: says.farther }).addTo(map);
    L.tileLayer(tiles, { maxZoom: 18, minZoom: 6, attribution: says.credit })
      .once("tileerror", function () { status.textContent = says.notiles; }).addTo(map);
    drawn.forEach(function (layer) {
      L.tileLayer(hazards, { layer: layer, maxZoom: 18, minZoom: 10, maxNativeZoom: 17, opacity: 0.6 }).addTo(map);
    });
    map.on("click", function (event) { map.setView(event.latlng, Math.max(map.getZoom(), near + 1)); });
    document.getElementById("map").focus();
  }

  function pick() {
    var at = map.getCenter();
    if (map.getZoom() < near) {
      map.setZoom(near + 1);
      status.textContent = says.closer;
      return;
    }
    lookUp(at.lat.toFixed(6), at.lng.toFixed(6));
  }

  function search() {
    var asked = document.getElementById("address").value.trim();
    if (!asked) return;
    status.textContent = says.looking;
    found.textContent = "";
    fetch("https://msearch.gsi.go.jp/address-search/AddressSearch?q=" + encodeURIComponent(asked))
      .then(function (answer) { return answer.json(); })
      .then(offer)
      .catch(function () { status.textContent = says.nosearch; });
  }

  /* Names are not unique in Japan: what lies elsewhere is not offered as a home in this prefecture. */
  function inside(feature) {
    var at = feature.geometry.coordinates;
    return at[1] > prefecture[0][0] && at[1] < prefecture[1][0] && at[0] > prefecture[0][1] && at[0] < prefecture[1][1] &&
      (!/^.{2,3}[都道府県]/.test(feature.properties.title) || feature.properties.title.indexOf(says.prefecture) === 0);
  }

  function offer(features) {
    var ours = features.filter(inside).slice(0, 6);
    status.textContent = ours.length ? "" : says.nosuch;
    ours.forEach(function (feature) {
      var line = document.createElement("li");
      var button = document.createElement("button");
      button.type = "button";
      button.className = "edit";
      button.textContent = feature.properties.title;
      button.addEventListener("click", function () {
        map.setView([feature.geometry.coordinates[1], feature.geometry.coordinates[0]], near + 2);
        found.textContent = "";
        document.getElementById("map").focus();
      });
      line.appendChild(button);
      found.appendChild(line);
    });
    if (ours.length) found.querySelector("button").focus();
  }

  place.hidden = false;
  if (navigator.geolocation) document.getElementById("here").addEventListener("click", here);
  else document.getElementById("here").hidden = true;
  document.getElementById("open").addEventListener("click", open);
  document.getElementById("pick").addEventListener("click", pick);
  document.getElementById("search").addEventListener("click", search);
  document.getElementById("address").addEventListener("keydown", function (event) {
    if (event.key === "Enter") { event.preventDefault(); search(); }
  });
})();
