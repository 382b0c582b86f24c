// Tells which script a text is in where that needs another font or line height.

const URDU = /[ٹڈڑںےۓہھ]/u;
const MYANMAR = /\p{Script=Myanmar}/u;

export function markScript(element, text) {
  if (URDU.test(text)) {
    element.dataset.script = "urdu";
  } else if (MYANMAR.test(text)) {
    element.dataset.script = "myanmar";
  } else {
    delete element.dataset.script;
  }
}
