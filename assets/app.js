import { Button, CharacterCount, Checkboxes, ErrorSummary, Radios, SkipLink } from './govuk-frontend.min.js';

/*
 * What JavaScript adds to pages that work without it.
 *   data-lignes            group of repeated rows; holds [data-ligne] rows and one <template> of a row, where __i__ is the index and __n__ the number
 *     data-suivante="3"    index of the next row (default: how many rows there are)
 *     data-ajouter         button that adds a row · data-retirer: button, inside a row, that removes it (give both the class p-si-js)
 *   data-imprimer          button that prints (class p-si-js)
 *   data-sans-garde        form whose edits may be lost without a question
 */

const COMPOSANTS = [Button, CharacterCount, Checkboxes, ErrorSummary, Radios, SkipLink];
const avec = (racine, selecteur) => [...(racine.matches?.(selecteur) ? [racine] : []), ...racine.querySelectorAll(selecteur)];

function installer(racine) {
  for (const Composant of COMPOSANTS) {
    const nom = Composant.moduleName;
    for (const element of avec(racine, `[data-module="${nom}"]:not([data-${nom}-init])`)) new Composant(element);
  }
  // Our own messages, in French and next to the field, replace the browser's bubbles.
  for (const formulaire of avec(racine, 'form')) formulaire.noValidate = true;
}

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
installer(document);
document.addEventListener('htmx:load', ({ detail }) => { if (detail.elt !== document.body) installer(detail.elt); });

// Edits not saved: leaving the page asks first.
const modifies = new Map();
const marquer = (formulaire) => {
  if (formulaire?.method !== 'post' || formulaire.hasAttribute('data-sans-garde') || formulaire.querySelector('[type="password"]')) return;
  modifies.set(formulaire, (modifies.get(formulaire) ?? 0) + 1);
};
for (const champ of document.querySelectorAll('[aria-invalid="true"]')) marquer(champ.form ?? champ.closest('form'));
document.addEventListener('input', ({ target }) => marquer(target.form));
document.addEventListener('submit', (evenement) => { if (!evenement.defaultPrevented) modifies.delete(evenement.target); });
window.addEventListener('beforeunload', (evenement) => {
  if ([...modifies.keys()].some((formulaire) => formulaire.isConnected)) evenement.preventDefault();
});

// Saved by htmx: what was typed while the request was on its way is still to be saved.
const envoyes = new WeakMap();
document.addEventListener('htmx:beforeRequest', ({ detail }) => {
  const formulaire = detail.elt.closest('form');
  // Rows moved, added or removed are shown again, not saved.
  if (detail.elt.name === 'geste') marquer(formulaire);
  else if (formulaire) envoyes.set(detail.xhr, { formulaire, version: modifies.get(formulaire) });
});
document.addEventListener('htmx:afterRequest', ({ detail }) => {
  const envoi = envoyes.get(detail.xhr);
  if (envoi && detail.successful && detail.requestConfig?.verb === 'post' && modifies.get(envoi.formulaire) === envoi.version) modifies.delete(envoi.formulaire);
});

function ajouterLigne(groupe) {
  const modele = groupe.querySelector('template');
  const index = Number(groupe.dataset.suivante ?? groupe.querySelectorAll('[data-ligne]').length);
  groupe.dataset.suivante = String(index + 1);
  const copie = document.createElement('template');
  copie.innerHTML = modele.innerHTML.replaceAll('__i__', String(index)).replaceAll('__n__', String(index + 1));
  const lignes = [...copie.content.children];
  modele.before(copie.content);
  for (const ligne of lignes) { installer(ligne); globalThis.htmx?.process(ligne); }
  lignes[0]?.querySelector('input:not([type="hidden"]), select, textarea')?.focus();
}

function retirerLigne(ligne) {
  const groupe = ligne.closest('[data-lignes]');
  const formulaire = ligne.closest('form');
  marquer(ligne.closest('form'));
  // Indexes already given are not given again: two rows of one index would be read as one.
  if (groupe) groupe.dataset.suivante ??= String(groupe.querySelectorAll('[data-ligne]').length);
  const voisine = ligne.previousElementSibling?.closest('[data-ligne]') ?? ligne.nextElementSibling?.closest('[data-ligne]');
  ligne.remove();
  formulaire?.dispatchEvent(new Event('change', { bubbles: true }));
  (voisine?.querySelector('[data-retirer]') ?? groupe?.querySelector('[data-ajouter]'))?.focus();
}

document.addEventListener('click', ({ target }) => {
  const bouton = target.closest?.('[data-ajouter], [data-retirer], [data-imprimer]');
  if (!bouton) return;
  if (bouton.hasAttribute('data-imprimer')) window.print();
  else if (bouton.hasAttribute('data-ajouter')) ajouterLigne(bouton.closest('[data-lignes]'));
  else retirerLigne(bouton.closest('[data-ligne]'));
});
