import type { NatureLettre, TexteDeModele } from '../../domain/lettres/modele.js';

const SUITES = [
  '# Suites',
  '- Une convention vous est adressée dans votre dossier. Votre représentant légal, ou la personne qui a reçu sa délégation, la signe et la dépose.',
  '- Le premier versement devient exigible à la signature de la convention par les deux parties.',
  '- L’opération se déroule du {{debut}} au {{fin}}. Le solde dépend du bilan, des dépenses justifiées et du contrôle de service fait.',
  'Cette lettre ne vaut pas convention : aucun versement n’est fait avant la signature.',
];

const reponse = (suite: string): readonly string[] => [`Votre recours gracieux du {{recours_depose_le}} contre {{acte_conteste}} ${suite}.`, '# Motifs', '{{reponse}}'];

const TEXTES: Readonly<Record<NatureLettre, readonly [objet: string, ...texte: string[]]>> = {
  attribution: [
    'Notification d’attribution de subvention',
    'Par la délibération n° {{deliberation_numero}} du {{deliberation_date}}, la Commission permanente vous a attribué, pour ce projet, une subvention d’un montant maximal de {{montant_attribue}}.',
    '{{montants_par_financeur}}', '{{motifs}}', ...SUITES,
  ],
  attribution_partielle: [
    'Notification d’attribution partielle de subvention',
    'Par la délibération n° {{deliberation_numero}} du {{deliberation_date}}, la Commission permanente vous a attribué, pour ce projet, une subvention d’un montant maximal de {{montant_attribue}}. Vous aviez demandé {{montant_demande}}.',
    '{{montants_par_financeur}}', '# Ce qui n’est pas retenu', 'La différence, {{montant_non_retenu}}, s’explique ainsi :', '{{motifs}}',
    '# Budget à ajuster', 'Avant la convention, adaptez le budget prévisionnel de votre projet à ce montant : les dépenses et les ressources doivent rester égales.', ...SUITES,
  ],
  refus: [
    'Notification de refus de subvention',
    'Par la délibération n° {{deliberation_numero}} du {{deliberation_date}}, la Commission permanente a refusé la subvention de {{montant_demande}} que vous aviez demandée pour ce projet.',
    '# Motifs', '{{motifs}}',
  ],
  ajournement: [
    'Ajournement de la décision sur votre demande de subvention',
    'Par la délibération n° {{deliberation_numero}} du {{deliberation_date}}, la Commission permanente a reporté sa décision sur votre demande de {{montant_demande}}.',
    '# Motifs', '{{motifs}}', 'Votre dossier reste ouvert. Le service instructeur vous écrira s’il a besoin d’autres éléments.',
  ],
  recours_accepte: ['Réponse à votre recours gracieux', ...reponse('est accepté')],
  recours_rejete: ['Réponse à votre recours gracieux', ...reponse('est rejeté')],
  recours_classe: ['Réponse à votre recours gracieux', ...reponse('est classé sans suite')],
  envoi_convention: [
    'Convention de subvention à signer',
    'Une subvention de {{montant_attribue}} vous a été attribuée par la délibération n° {{deliberation_numero}} du {{deliberation_date}}.',
    '{{montants_par_financeur}}', 'Vous trouverez ci-joint : {{conventions}}.',
    'Faites signer chaque exemplaire par votre représentant légal, ou par la personne qui a reçu sa délégation, puis déposez-le dans votre dossier sur Passerelle.',
  ],
};

/** The template shipped for each kind of letter: version 0, until the service writes its own. */
export const modeleLivre = (nature: NatureLettre): TexteDeModele => {
  const [objet, ...texte] = TEXTES[nature];
  return { objet, texte: texte.join('\n') };
};
