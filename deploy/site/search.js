// Finds sections of the pages: window.DIFFY_SECTIONS is written when the site is built.
window.addEventListener('DOMContentLoaded', () => {
  const root = document.querySelector('script[data-root]').dataset.root;
  const box = document.createElement('input');
  const found = document.createElement('ul');
  box.type = 'search';
  box.placeholder = 'Search';
  box.setAttribute('aria-label', 'Search these pages');
  document.body.prepend(box, found);
  const sections = window.DIFFY_SECTIONS;
  const index = lunr(function () {
    this.ref('at');
    this.field('title', {boost: 5});
    this.field('text');
    sections.forEach((section, at) => this.add({at, ...section}));
  });
  box.addEventListener('input', () => {
    const words = box.value.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter(Boolean);
    const hits = words.length === 0 ? [] : index.query(query => words.forEach(word => {
      query.term(word, {boost: 10, presence: lunr.Query.presence.OPTIONAL});
      query.term(word, {wildcard: lunr.Query.wildcard.TRAILING});
    }));
    found.replaceChildren(...hits.slice(0, 12).map(hit => {
      const link = document.createElement('a');
      const section = sections[hit.ref];
      link.href = root + section.page;
      link.textContent = section.title;
      const line = document.createElement('li');
      line.append(link);
      return line;
    }));
  });
});
