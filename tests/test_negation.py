"""Does nobody lose a text that denies what another says, in whatever language?"""

import numpy as np
import polars as pl
import pytest

from cleaners.match.guards import kinds

NEGATED = [
    ("Комитет одобрил предложение о строительстве нового моста через реку", "одобрил", "не одобрил"),
    ("Комітет схвалив пропозицію про будівництво нового мосту через річку", "схвалив", "не схвалив"),
    ("Комитетът одобри предложението за строеж на новия мост над реката", "одобри", "не одобри"),
    ("Komisja zatwierdziła wniosek o budowę nowego mostu przez rzekę w mieście", "zatwierdziła", "nie zatwierdziła"),
    ("Výbor schválil návrh na stavbu nového mostu přes řeku ve městě", "schválil", "neschválil"),
    ("委員会は新しい橋の建設に関する提案を全会一致で承認した。", "承認した", "承認しなかった"),
    ("委員会は新しい橋の建設に関する提案を全会一致で承認し、次の議題に移った。", "承認し", "承認せず"),
    ("委員会は新しい橋の建設に関する提案を全会一致で承認します。", "します", "しません"),
    ("위원회는 새로운 다리 건설에 관한 제안을 만장일치로 승인했으며 다음 안건으로 넘어갔다", "승인했으며", "안 승인했으며"),
    ("위원회는 새로운 다리 건설에 관한 제안을 만장일치로 승인했다 그리고 폐회했다", "승인했다", "승인하지 않았다"),
    ("위원회에는 새로운 다리 건설에 관한 제안을 승인할 권한이 있다고 규정한다", "있다", "없다"),
    ("وافقت اللجنة على اقتراح بناء الجسر الجديد فوق النهر في المدينة", "وافقت", "لم توافق"),
    ("اللجنة توافق على اقتراح بناء الجسر الجديد فوق النهر في المدينة", "توافق", "لا توافق"),
    ("کمیته پیشنهاد ساخت پل جدید روی رودخانه شهر را تصویب کرد", "کرد", "نکرد"),
    ("הוועדה אישרה את ההצעה לבניית הגשר החדש מעל הנהר בעיר", "אישרה", "לא אישרה"),
    ("समिति ने नदी पर नए पुल के निर्माण का प्रस्ताव मंज़ूर किया और बैठक समाप्त की", "किया", "नहीं किया"),
    ("คณะกรรมการอนุมัติข้อเสนอสร้างสะพานใหม่ข้ามแม่น้ำในเมืองนี้แล้ว", "อนุมัติ", "ไม่อนุมัติ"),
    ("Ủy ban đã phê duyệt đề xuất xây dựng cây cầu mới qua sông trong thành phố", "đã phê", "không phê"),
    ("Komite, şehirdeki yeni köprü önerisinin geçerli olduğunu açıkladı, öneri uygun", "uygun", "uygun değil"),
    ("Panitia menyetujui usulan pembangunan jembatan baru di atas sungai kota", "menyetujui", "tidak menyetujui"),
    ("Il comitato ha approvato la proposta di costruire un nuovo ponte sul fiume", "ha", "non ha"),
    ("O comitê aprovou a proposta de construir uma nova ponte sobre o rio", "aprovou", "não aprovou"),
    ("El comité aprobó la propuesta de construir un nuevo puente sobre el río", "aprobó", "no aprobó"),
    ("Le comité a approuvé la proposition de construire un nouveau pont sur la rivière", "a approuvé", "n'a pas approuvé"),
    ("Der Ausschuss hat einen Beschluss über den Bau der neuen Brücke gefasst", "einen", "keinen"),
    ("De commissie heeft het voorstel voor de nieuwe brug over de rivier goedgekeurd", "goedgekeurd", "niet goedgekeurd"),
    ("Utskottet godkände förslaget att bygga en ny bro över floden i staden", "godkände", "godkände inte"),
    ("Komiteen godkjente forslaget om å bygge en ny bro over elven i byen", "godkjente", "godkjente ikke"),
    ("Valiokunta hyväksyi ehdotuksen uuden sillan rakentamisesta joen yli", "hyväksyi", "ei hyväksynyt"),
    ("A bizottság jóváhagyta az új híd építésére vonatkozó javaslatot", "jóváhagyta", "nem hagyta jóvá"),
    ("Comitetul a aprobat propunerea de a construi un pod nou peste râu", "a aprobat", "nu a aprobat"),
    ("Η επιτροπή ενέκρινε την πρόταση για τη νέα γέφυρα πάνω από τον ποταμό", "ενέκρινε", "δεν ενέκρινε"),
    ("The committee approved the proposal to build a new bridge over the river in the town", "approved", "did not approve"),
    ("The committee called the vote on the new bridge over the river valid and went home", "valid", "invalid"),
]


@pytest.mark.parametrize(("text", "said", "denied"), NEGATED, ids=[denied for *_, denied in NEGATED])
def test_a_negation_tells_two_texts_apart(text, said, denied):
    """In any language a text and its denial are no copies; the denial twice is one, and so is another edit."""
    texts = pl.Series([text, text.replace(said, denied, 1)] * 2)
    low, high = np.array([0, 0, 1, 2]), np.array([1, 2, 3, 3])
    assert kinds(texts, low, high).to_list() == ["negation", None, None, "negation"]


@pytest.mark.parametrize(("one", "other"), [
    ("Комитет одобрил предложение о новом мосте", "Комитет одобрил предложение о нашем мосте"),
    ("委員会は承認した。次の議題に移る。", "委員会は承認している。次の議題に移る。"),
    ("위원회는 제안을 승인했다 그리고 폐회했다", "위원회는 제안을 승인하였다 그리고 폐회했다"),
    ("وافقت اللجنة على الاقتراح", "وافقت اللجان على الاقتراح"),
    ("Výbor schválil nový most", "Výbor schválil nové mosty"),
    ("Nobody in the town had ever seen it", "No one in the town had ever seen it"),
    ("It said the council approved it", "It says the council approved it"),
    ("The minutes of the unit", "The minutes of the unbroken unit, as they were read out in the hall, not in the yard"),
])
def test_another_edit_is_no_negation(one, other):
    """A word that is only another word negates nothing, and a passage that says more is no denial."""
    assert kinds(pl.Series([one, other]), np.array([0]), np.array([1])).item() is None
