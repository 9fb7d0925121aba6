/*
 * Files sent one by one, each with its progress, from a form marked data-envoi; the same form works without JavaScript.
 * One request a file: a refused file does not cost the others. The server's answer is the page itself: what it says of
 * the file is taken from it, and the card of the piece is put in place of ours.
 *   data-envoi             form with one file field (multiple or not)
 *   data-taille-max        on the field: largest file in bytes, said before sending
 *   data-piece="…"         card to refresh · data-pieces-resume: totals to refresh
 */

const taille = (octets) => (octets < 1e6 ? `${Math.max(1, Math.round(octets / 1000))} ko` : `${(octets / 1e6).toFixed(1).replace('.', ',')} Mo`);

function element(nom, attributs, ...enfants) {
  const e = document.createElement(nom);
  for (const [cle, valeur] of Object.entries(attributs)) e.setAttribute(cle, valeur);
  e.append(...enfants);
  return e;
}

function ligneDe(fichier) {
  const etat = element('span', { class: 'p-envoi__etat' }, 'En attente');
  const barre = element('progress', { class: 'p-envoi__barre', max: '100', 'aria-label': `Envoi de ${fichier.name}` });
  barre.value = 0;
  const li = element('li', { class: 'p-envoi' }, element('span', { class: 'p-envoi__nom' }, `${fichier.name} (${taille(fichier.size)})`), barre, etat);
  return { li, dire(texte, classe) { etat.textContent = texte; if (classe) { li.classList.add(classe); barre.remove(); } }, avancer(part) { barre.value = part; } };
}

/** Sends one file with the hidden fields of its form; gives the answered page, or null when there was none. */
function envoyer(formulaire, champ, fichier, avancer) {
  const corps = new FormData();
  for (const cache of formulaire.querySelectorAll('input[type="hidden"]')) corps.append(cache.name, cache.name === '_cle' ? crypto.randomUUID() : cache.value);
  corps.append(champ.name, fichier, fichier.name);
  return new Promise((resoudre) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', formulaire.action);
    xhr.responseType = 'document';
    xhr.upload.addEventListener('progress', ({ loaded, total }) => avancer(Math.round((100 * loaded) / total), loaded >= total));
    xhr.addEventListener('loadend', () => resoudre({ statut: xhr.status, page: xhr.response }));
    xhr.send(corps);
  });
}

function raison({ statut, page }, champ) {
  const message = page?.getElementById(`${champ.id}-erreur`) ?? page?.querySelector('.govuk-error-summary__body');
  if (message) {
    for (const cache of message.querySelectorAll('.govuk-visually-hidden')) cache.remove();
    // The name is already on the line.
    return message.textContent.trim().replace(/\s+/g, ' ').replace(/^« .*? » : /, '');
  }
  if (statut === 403) return 'Votre session a expiré. Reconnectez-vous dans un autre onglet, puis recommencez.';
  if (statut === 413) return 'Cet envoi dépasse la taille permise.';
  return statut === 0 ? 'La connexion s’est interrompue. Recommencez.' : 'L’envoi n’a pas abouti. Recommencez.';
}

function rafraichir(page, ...selecteurs) {
  for (const selecteur of selecteurs) {
    const [ancien, nouveau] = [document.querySelector(selecteur), page.querySelector(selecteur)];
    if (!ancien || !nouveau) continue;
    const copie = document.importNode(nouveau, true);
    ancien.replaceWith(copie);
    globalThis.htmx?.process(copie);
    document.dispatchEvent(new CustomEvent('htmx:load', { detail: { elt: copie } }));
  }
}

let enCours = 0;
window.addEventListener('beforeunload', (evenement) => { if (enCours > 0) evenement.preventDefault(); });

async function envoyerTous(formulaire, champ) {
  const carte = formulaire.closest('[data-piece]');
  const selecteur = `[data-piece="${CSS.escape(carte?.dataset.piece ?? '')}"]`;
  const lignes = [...champ.files].map((fichier) => ({ fichier, ligne: ligneDe(fichier) }));
  const liste = element('ul', { class: 'p-envois', 'aria-label': 'Envoi des fichiers' }, ...lignes.map(({ ligne }) => ligne.li));
  const annonce = element('p', { class: 'p-envois__annonce', role: 'status' });
  formulaire.after(liste, annonce);
  for (const controle of formulaire.querySelectorAll('button, input[type="file"]')) controle.disabled = true;
  const maximum = Number(champ.dataset.tailleMax ?? 0);
  const [refuses, bons] = [[], []];
  let derniere = null;
  enCours += 1;
  for (const { fichier, ligne } of lignes) {
    if (maximum > 0 && fichier.size > maximum) {
      const texte = `ce fichier dépasse ${champ.dataset.tailleDite ?? taille(maximum)} : il n’a pas été envoyé.`;
      ligne.dire(texte, 'p-envoi--refuse');
      refuses.push(ligne.li);
      continue;
    }
    ligne.dire('Envoi…');
    const reponse = await envoyer(formulaire, champ, fichier, (part, fini) => { ligne.avancer(part); ligne.dire(fini ? 'Vérification…' : `${part} %`); });
    if (reponse.statut === 200 && reponse.page?.querySelector(selecteur)) {
      derniere = reponse.page;
      bons.push(fichier);
      ligne.dire('Ajouté', 'p-envoi--ajoute');
    } else {
      ligne.dire(raison(reponse, champ), 'p-envoi--refuse');
      refuses.push(ligne.li);
    }
  }
  enCours -= 1;
  for (const controle of formulaire.querySelectorAll('button, input[type="file"]')) controle.disabled = false;
  if (derniere) rafraichir(derniere, '[data-pieces-resume]', selecteur);
  conclure(document.querySelector(selecteur) ?? carte, { bons, refuses, derniere });
  liste.remove();
  annonce.remove();
}

/** Leaves in the card what was refused and why, and says aloud how it went. */
function conclure(carte, { bons, refuses, derniere }) {
  carte.querySelector(':scope > .p-envois-bilan')?.remove();
  const phrase = [
    bons.length > 0 ? `${bons.length} fichier${bons.length > 1 ? 's' : ''} ajouté${bons.length > 1 ? 's' : ''}.` : '',
    refuses.length > 0 ? `${refuses.length} fichier${refuses.length > 1 ? 's' : ''} refusé${refuses.length > 1 ? 's' : ''} :` : '',
  ].filter(Boolean).join(' ');
  const attention = /Attention : [^]*$/.exec(derniere?.querySelector('.p-succes')?.textContent ?? '')?.[0].trim() ?? '';
  const bilan = element('div', { class: 'p-envois-bilan', tabindex: '-1', role: refuses.length > 0 ? 'alert' : 'status' }, element('p', {}, `${phrase} ${attention}`.trim()));
  if (refuses.length > 0) bilan.append(element('ul', { class: 'p-envois' }, ...refuses));
  carte.querySelector('h2').after(bilan);
  bilan.focus();
}

document.addEventListener('submit', (evenement) => {
  const formulaire = evenement.target;
  const champ = formulaire.matches('[data-envoi]') ? formulaire.querySelector('input[type="file"]') : null;
  if (!champ || champ.files.length === 0 || !formulaire.closest('[data-piece]')) return;
  evenement.preventDefault();
  void envoyerTous(formulaire, champ);
}, true);
