// SPDX-License-Identifier: Apache-2.0
// Enketo Core with the questions of window.form: markup and model as its transformer would give them.
import { Form } from "enketo-core";

const { questions } = window.form;
const began = performance.now();
const option = (number, value) =>
  `<label><input type="radio" name="/data/q${number}" data-name="/data/q${number}" value="${value}" ` +
  `data-type-xml="string"><span lang="" class="option-label active">${value}</span></label>`;
const field = (text, number) =>
  `<fieldset class="question simple-select"><fieldset><legend><span lang="" class="question-label active">${text}` +
  `</span></legend><div class="option-wrapper">${["yes", "no", "partly"].map((v) => option(number, v)).join("")}` +
  `</div></fieldset></fieldset><label class="question non-select or-appearance-multiline"><span lang="" ` +
  `class="question-label active">Note</span><textarea name="/data/n${number}" data-type-xml="string"></textarea></label>`;
document.getElementById("root").innerHTML =
  `<div class="main"><article class="paper"><form autocomplete="off" novalidate class="or clearfix" dir="ltr" ` +
  `data-form-id="f"><section class="form-logo"></section><h3 dir="auto" id="form-title">Checklist</h3>` +
  `${questions.map(field).join("")}</form></article></div>`;
const nodes = questions.map((_, number) => `<q${number}/><n${number}/>`).join("");
const modelStr = `<model><instance><data id="f" version="1">${nodes}<meta><instanceID/></meta></data></instance></model>`;
const faults = new Form(document.querySelector("form.or"), { modelStr }, {}).init();
if (faults.length) throw new Error(faults[0]);
requestAnimationFrame(() => {
  setTimeout(() => {
    document.title = `READY ${performance.now() - began}`;
    console.log(document.title);
  });
});
