"""Is whoever made a page named, in the role that the page gives, and nobody else?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.byline import credits_of, declared, merged

PRINTED = [
    ("By Jane Doe", "Jane Doe"), ("BY JANE DOE AND JOHN ROE", "JANE DOE AND JOHN ROE"), ("Posted by Tom", "Tom"), ("ByGizmo Staff", "Gizmo Staff"), ("Byron Smith", "Byron Smith"),
    ("March 3, 2021 · By Ann Lee", "Ann Lee"), ("Edited by Tom Smith", "Edited by: Tom Smith"), ("Source: Reuters", "Source: Reuters"),
    ("撰文:四大 編輯:江江", "四大; 編輯: 江江"), ("文/李雷 图/韩梅梅", "李雷; 图: 韩梅梅"), ("本報記者 王小明", "王小明"), ("机器之能报道", "机器之能报道"),
    ("（中央社記者王小明台北11日電）", "中央社記者王小明台北11日電"), ("作者：张三（北京大学教授）", "张三（北京大学教授）"),
    ("2020-02-29 18:34:31\u3000来源: 新华社 举报", "来源: 新华社"), ("2019-09-07 字号：A- A A+ 来源：观察者网", "来源: 观察者网"),
    ("2024年05月10日06:58 | 来源：人民网－人民日报", "来源: 人民网－人民日报"), ("2021-01-20 04:29:4439健康网", "39健康网"), ("(责编：胡一、杨二)", "责编: 胡一、杨二"),
    ("2024-05-16 17:02 新京报 作者：新京报", "新京报"), ("2024-05-20 来源:上海 选稿：许一", "来源: 上海; 选稿: 许一"), ("題圖來自 視覺中國", "題圖來自: 視覺中國"),
    ("2017-03-10 作者：责任编辑：肖一", "责任编辑: 肖一"), ("- 责任编辑: 刘响", "责任编辑: 刘响"), ("来源：http://a.example/x", "来源: http://a.example/x"),
    ("By Jane Doe | March 3, 2019", "Jane Doe"), ("By Jane Doe, Staff Writer | March 3, 2019", "Jane Doe, Staff Writer"), ("Editor | Jane Roe", "Editor: Jane Roe"),
    ("編輯／張三", "編輯: 張三"), ("译者:李四", "译者: 李四"), ("文／記者王小明", "王小明"), ("記者王小明／台北報導", "王小明"), ("〔記者王小明/新北報導〕", "王小明"),
    ("02.04.2023, 11:05 Uhr | Von Anna Schmidt", "Anna Schmidt"), ("Par Jean Dupont", "Jean Dupont"), ("Por María López | 2 de abril de 2023", "María López"),
    ("Von Miller", "Von Miller"), ("Автор: Иван Петров", "Иван Петров"), ("글 홍길동 기자", "홍길동"), ("取材・文／山田太郎", "山田太郎"),
    ("2024-05-20 16:25", None), ("2 de abril de 2023", None), ("发布日期：2012-06-24 浏览：1,204", None), ("2024-05-20 阅读 12", None),
]


@pytest.mark.parametrize(("line", "byline"), PRINTED)
def test_all_that_a_line_credits(line, byline):
    """Authors come first, all others behind their roles as printed; dates, counters and buttons are nobody."""
    assert merged(credits_of(line), ()) == byline


NOBODY = [
    "Name; Email Com", "Email Example", "admin", "Administrator", "author", "undefined", "{{author.name}}", "%author%", "系统管理员", "佚名", "jane@mail.example",
    "远瞳 · 作家说 上起点中文网支持我，看最新更新 下载App", "我已授权", "管不饿 关注", "Follow us", "View Profile", "Sign in", "上海市手机网友 Ip", "游客123", "版权所有",
]
SOMEBODY = [
    ("Jane Doe", "Jane Doe"), ("Kompas Cyber Media; Icha Rastika", "Kompas Cyber Media; Icha Rastika"), ("Name; Jane Doe", "Jane Doe"), ("The Town Times https; Www Towntimes Com; Tom Roe", "Tom Roe"), ("黄斌汉", "黄斌汉"),
    ("IT之家", "IT之家"), ("本报记者 王乐 方敏", "王乐 方敏"), ("责任编辑：张申", "责任编辑: 张申"), ("Grace Author", "Grace Author"), ("Daily Mail", "Daily Mail"), ("エミりん", "エミりん"),
]


@pytest.mark.parametrize(("said", "byline"), [*((said, None) for said in NOBODY), *SOMEBODY])
def test_who_is_declared_is_somebody(said, byline):
    """A template's blank, a keeper of sites, a button, a call and a reader are no authors."""
    assert merged((), declared(said, None)) == byline


@pytest.mark.parametrize(("said", "site", "byline"), [
    ("网易", "网易版权所有", None), ("CSDN NET", "CSDN.NET", None), ("DER SPIEGEL", "DER SPIEGEL, Hamburg, Germany", None),
    ("Jane Doe", "Jane Doe's Garden", "Jane Doe"), ("网易科技", "网易", "网易科技"),
])
def test_a_site_is_not_its_author(said, site, byline):
    """What every page of a site declares is the site's name, which stands in `declared.site`."""
    assert merged((), declared(said, site)) == byline


@pytest.mark.parametrize(("lines", "said", "byline"), [
    (["By Ann Lee"], "Jane Doe", "Ann Lee"), (["来源：新京报 责任编辑：杜一"], "林一川", "林一川; 来源: 新京报; 责任编辑: 杜一"),
    (["来源：新京报", "本文来源：新京报"], None, "来源: 新京报"), (["编辑：倪一"], "倪一", "编辑: 倪一"), (["2018-12-28 新京报"], "黄一", "黄一; 新京报"),
    (["责任编辑：张申"], "责任编辑：张申", "责任编辑: 张申"), (["Photo: Jane Doe"], "Jane Doe", "Jane Doe; Photo: Jane Doe"),
])
def test_what_is_printed_goes_first(lines, said, byline):
    """A printed author is believed before a declared one, an editor is no author, and nobody is named twice as the same."""
    assert merged([credit for line in lines for credit in credits_of(line)], declared(said, None)) == byline


@given(st.text(st.sampled_from("作者编辑:：|/ 记者王글기자Von报导by()（）【】2024-05-0阅读a.;"), max_size=40))
def test_names_stand_in_their_line(line):
    """Whatever a line says, no name is made up."""
    assert all(word in line for credit in credits_of(line) for word in credit.names.split())
