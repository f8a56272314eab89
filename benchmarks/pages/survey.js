// SPDX-License-Identifier: Apache-2.0
// SurveyJS (React) with the questions of window.form; the title tells when the first page can be answered.
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { Model } from "survey-core";
import "survey-core/survey-core.css";
import { Survey } from "survey-react-ui";

const { questions, perPage } = window.form;
const began = performance.now();
const elements = questions.map((title, number) => ({
  type: "radiogroup",
  name: `q${number}`,
  title,
  choices: ["Yes", "No", "Partly"],
  colCount: 0,
  showCommentArea: true,
  commentText: "Note",
}));
const pages = [];
for (let start = 0; start < elements.length; start += perPage) {
  pages.push({ name: `p${start}`, elements: elements.slice(start, start + perPage) });
}
const model = new Model({ title: "Checklist", pages });
createRoot(document.getElementById("root")).render(createElement(Survey, { model }));

const wanted = 3 * Math.min(perPage, questions.length);
const look = () => {
  if (document.querySelectorAll("input[type=radio]").length < wanted) {
    setTimeout(look, 1);
    return;
  }
  requestAnimationFrame(() => {
    setTimeout(() => {
      document.title = `READY ${performance.now() - began}`;
      console.log(document.title);
    });
  });
};
look();
