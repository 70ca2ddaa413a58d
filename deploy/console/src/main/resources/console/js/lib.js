// What comes from WebJars, in one place. Only files without bare imports: an import map would have to be inline, which the CSP forbids.
import {html, svg, nothing, render, noChange} from '../lib/lit-html/lit-html.js';
import {directive, Directive} from '../lib/lit-html/directive.js';
import {repeat} from '../lib/lit-html/directives/repeat.js';

/** Sets style properties on an element. A style attribute would break the CSP; the CSSOM does not. */
export const css = directive(class extends Directive {
  render() { return noChange; }
  update(part, [properties]) {
    for (const [name, value] of Object.entries(properties)) part.element.style.setProperty(name, value);
    return noChange;
  }
});

export {html, svg, nothing, render, repeat, directive, Directive, noChange};
