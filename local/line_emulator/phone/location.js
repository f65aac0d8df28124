// Sending a place: a few of Gunma's, or any coordinates.
import { ask, el } from "./dom.js";

const PLACES = [
  ["群馬県庁", "群馬県前橋市大手町1丁目1-1", 36.3912, 139.0609],
  ["高崎駅", "群馬県高崎市八島町", 36.3222, 139.0127],
  ["桐生駅", "群馬県桐生市末広町", 36.4113, 139.3331],
  ["太田駅", "群馬県太田市東本町", 36.2944, 139.3788],
  ["草津温泉 湯畑", "群馬県吾妻郡草津町草津", 36.6229, 138.5966],
  ["水上駅", "群馬県利根郡みなかみ町鹿野沢", 36.7815, 138.9715],
];

function field(name, label, attributes) {
  return el("p", {}, el("label", { for: `place-${name}` }, label), el("input", { id: `place-${name}`, name, required: true, ...attributes }));
}

/** Asks for a place and sends it as a location message. */
export async function askLocation(phone) {
  const fields = el("div", {},
    el("p", {}, el("label", { for: "place" }, "場所"),
      el("select", { id: "place", "data-testid": "location-preset", onchange: fillIn },
        PLACES.map(([title], number) => el("option", { value: number }, title)))),
    field("title", "名前", { maxlength: 100 }), field("address", "住所", { maxlength: 100 }),
    field("latitude", "緯度", { type: "number", step: "any", min: -90, max: 90 }),
    field("longitude", "経度", { type: "number", step: "any", min: -180, max: 180 }));

  function fillIn() {
    const values = PLACES[fields.querySelector("select").value];
    ["title", "address", "latitude", "longitude"].forEach((name, number) => {
      fields.querySelector(`[name=${name}]`).value = values[number];
    });
  }

  fillIn();
  const answer = await ask("位置情報を送る", fields, "送る");
  if (!answer) return;
  await phone.send({ type: "message", message: { type: "location", title: answer.get("title"), address: answer.get("address"),
    latitude: Number(answer.get("latitude")), longitude: Number(answer.get("longitude")) } });
}
