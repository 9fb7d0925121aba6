/** What a browser would send back of the first form whose action is `action`, its buttons and templates left out. */
export function champsDuFormulaire(html: string, action: string): Record<string, string | string[]> {
  const formulaire = html.split('<form').find((f) => f.includes(`action="${action}"`))?.replace(/<template>[\s\S]*?<\/template>/g, '') ?? '';
  const champs: Record<string, string | string[]> = {};
  const poser = (nom: string, valeur: string): void => { champs[nom] = nom in champs ? [champs[nom] ?? '', valeur].flat() : valeur; };
  const propre = (t: string): string => t.replace(/&#x27;/g, "'").replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#x3D;/g, '=').replace(/&amp;/g, '&');
  for (const [balise] of formulaire.matchAll(/<input\b[^>]*>/g)) {
    const nom = /name="([^"]*)"/.exec(balise)?.[1];
    if (nom === undefined || nom.startsWith('_') || (/type="(checkbox|radio)"/.test(balise) && !/ checked/.test(balise))) continue;
    poser(nom, propre(/ value="([^"]*)"/.exec(balise)?.[1] ?? ''));
  }
  for (const [, nom = '', texte = ''] of formulaire.matchAll(/<textarea\b[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g)) poser(nom, propre(texte).replace(/^\n/, ''));
  for (const [, nom = '', options = ''] of formulaire.matchAll(/<select\b[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) poser(nom, /value="([^"]*)" selected/.exec(options)?.[1] ?? /value="([^"]*)"/.exec(options)?.[1] ?? '');
  return champs;
}
