"""Who wrote it, when, and under which keywords?"""

from typing import Final

from cleaners.chrome.rules.rule import Rule

_MONTH = (r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
          r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)")
_DAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:\d{{4}} ?[-/.年] ?\d{{1,2}} ?[-/.月] ?\d{{1,2}} ?日?(?: {_DAY})?|\d{{4}} \d{{1,2}}/\d{{1,2}}|"
    rf"\d{{1,2}} ?[-/.] ?\d{{1,2}} ?[-/.] ?{_YEAR}"
    rf"|(?:{_DAY},? )?(?:\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}\.?,? {_YEAR}|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|"
    rf"th)?,?(?: {_DAY})? {_YEAR})"
    rf"|\d{{1,2}}\.? (?:de )?\p{{L}}{{3,10}}\.? (?:de )?{_YEAR}|{_DAY} {_MONTH} \d{{1,2}} [\d:]{{8}} {_YEAR})"
)
_WEEKDAY = r"(?: ?\(?(?:周|星期|礼拜)[一二三四五六日天]\)?| ?\([日月火水木金土]\))?"
_TIME = (r"(?:[ t,|·-]{0,3}(?:at )?\d{1,2} ?[:时時] ?\d{2} ?分?(?:[:]\d{2})?(?: uhr)?(?: ?[ap]\.?m\.?)?"
         r"(?: ?\(?(?:utc|gmt|bst|cet|e[sd]?t|p[sd]?t|c[sd]t|jst|kst|ist|et)(?:[+-]\d+)?\)?)?)?")
_WHEN_LABEL = (r"(?:(?:发布|释出|发表|更新|创建|建立|修改|编辑|刊登|刊出|上传|上架|上稿|张贴|提交|录入|发稿|最后更新|"
r"最后修改|最后发表|"
r"最近更新)(?:时间|日期|于)?|published|posted|"
               r"updated|last (?:updated|modified)|created|first published|公開日?|更新日?|投稿日|作成日|入力|입력|"
               r"수정"
               r"|veröffentlicht|publicado|publié)(?: on| at)? ?:? ?")
_ROLE = (r"(?:撰文|采写|采写记者|作者|记者|特约记者|实习记者|通讯员|编辑|编译|翻译|译者|校对|审校|审核|"
r"初审|复审|终审|责编|责任编辑|"
         r"值班编辑|值班主编|主编|副主编|编审|监制|策划|统筹|制作|出品|排版|设计|美编|美术编辑|封面|封面设计|图片|"
         r"摄影|摄像|视频|剪辑|"
         r"供稿|供图|来稿|整理|来源|文章来源|稿源|信息来源|新闻来源|内容来源|本文来源|转自|栏目|文字|文案|运营|"
         r"新媒体编辑|见习编辑|实习生|责校|值班|值班编委|"
         r"编辑记者|摄影记者|文字记者|核稿|核稿编辑|资讯来源|题图|头图|题图来源|头图来源|配图|图源|图片来源|撰稿|"
         r"撰稿人|主笔|执笔|口述|采访|采访整理|发稿|"
         r"签发|一读|二读|三读|作者单位|发布者|发布人|投稿|发稿人|录入|點編|製圖)")
_VALUE = r"[^。!?;,:：为][^。!?;,:：]{0,47}"
_NAME = r"(?:[^\s。!?;,:：、的是在之而]{2,4}|[a-z][a-z.' -]{1,23})"

_POST = (
    r"(?:教授|讲师|老师|教师|博士|硕士|研究员|研究生|学者|院士|所长|院长|主任|主编|总编|编辑|记者|作家|诗人|专栏|撰稿人|"
    r"评论员|评论家|律师|医生|医师|工程师|分析师|经济学家|创始人|总裁|总监|经理|顾问|会员|成员|博主|媒体人|大学|学院|"
    r"研究所|研究院|研究中心|公司)"
)

CREDITS: Final[tuple[Rule, ...]] = (
    Rule("labelled-date", "timestamp",
         rf"时间 {_DAY} {_MONTH} .*|{_WHEN_LABEL}1\d\d[-/.]\d\d[-/.]\d\d.*|"
         rf"(?:{_WHEN_LABEL}(?:{_DATE}{_WEEKDAY}{_TIME}|{_TIME},? ?{_DATE}|\d{{1,2}}:\d{{2}})[ |"
         rf"/·-]{{0,3}}){{1,2}}(?:浏览人次 ?: ?[\d,]+)?|"
         rf"出版 ?: ?{_DATE}{_WEEKDAY} \d{{1,2}}:\d{{2}}(?: *更新 ?: ?{_DATE}{_WEEKDAY}{_TIME})?",
         drops=("發布時間:2019-09-18", "Published: March 3, 2021", "Updated: 2024-05-20 14:41",
                "发表于 2014-6-11 22:40",
                "發佈時間: 2015-11-08 00:00 最後更新: 2015-11-08 12:16",
                "出版：2021-03-04 15:30 更新：2021-03-04 18:02"),
         keeps=("出版:2019-05-01",
                "時間:2018年9月15日", "发布于2019年的手机仍然好用。", "Posted on the door in March 2021"),
         place="anywhere", moves=True),
    Rule("date-line", "timestamp",
         rf"{_DATE}{_WEEKDAY}{_TIME}(?:[ |/·-]{{0,3}}{_WHEN_LABEL}{_DATE}{_WEEKDAY}{_TIME})?"
         rf"|\d{{1,2}}:\d{{2}}(?: ?[ap]m)?,? (?:\w{{2,4}},? )?{_DATE}",
         drops=("2023-12-02 21:53", "2019年09月07日 04:04", "July 24, 2015", "2024.05.20", "12 novembre 2016",
                "Mar 21 Sat 2015 22:48"),
         keeps=("2023-12-02那天下着雨", "March 3, 2021 was a Wednesday.", "當地時間 11 月 17 日週五", "21:53"),
         place="edge", moves=True),
    Rule("relative-time", "timestamp",
         r"(?:刚刚|(?:昨天|前天|今天) ?\d{1,2}:\d{2}|\d+ ?(?:秒钟?|分钟|小时|天|周|个月|"
         r"年)前)(?: ?\d{1,2}:\d{2})?(?: ?(?:更新|发布))?"
         r"|(?:posted |updated )?(?:an?|\d+) (?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?) ago|"
         r"yesterday,? (?:at )?\d{1,2}:\d{2}(?: ?[ap]m)?",
         drops=("昨天 18:20", "3小時前", "2 hours ago"),
         keeps=("昨天下了雨", "昨天", "三年前的一个早晨", "Two days ago it rained.")),
    Rule("date-and-credit", "byline",
         rf"(?:{_WHEN_LABEL}|(?:时间|日期|date) ?: ?)?{_DATE}{_WEEKDAY}{_TIME}(?:[ |·,/-]{{0,4}}"
         rf"(?:(?:{_ROLE}|阅读|浏览|点击|评论|字号|举报) ?[:|]? ?[^。!?;]{{0,40}}|[^\s。!?;,:]{{2,16}}(?:网|报|社|"
         rf"刊|频道|新闻|客户端))){{1,3}}",
         drops=("更新时间:2023-11-18 10:06:20作者:橙橘网", "2019-09-18 06:23 来源: 山西日报",
                "时间:2019-09-18 06:23 来源:某某网",
                "發布時間:2017-03-10 08:42:00 來源: 中國青年網"),
         keeps=("2023年11月18日,公司宣布换人。", "2019年9月18日 他离开了北京,再也没有回来。",
                "时间:2018年9月15日上午9时"),
         place="head", moves=True),
    Rule("credit-line", "byline",
         rf"(?:图片?|配图|题图|素材|本文)(?:均)?(?:来自|源自|来源于?|源于) ?:? ?[^\s。,]{{2,12}}|"
         rf"[(\[【]? ?(?:{_ROLE}(?:[/、&和]{_ROLE})?) ?[:|丨/] ?{_VALUE}(?: ?{_ROLE} ?[:|"
         rf"丨/] ?{_VALUE}){{0,6}} ?[)\]】]?"
         rf"|[(\[【]?(?:文|图|译|校)(?:[/、&和](?:文|图|摄|译|校))? ?[:|丨/] ?{_NAME}(?:[ 、]{{1,2}}{_NAME}){{0,3}}"
         rf"(?: ?(?:文|图|摄|译|校|编辑) ?[:|丨/] ?{_NAME}(?:[ 、]{{1,2}}{_NAME}){{0,3}}){{0,4}}[)\]】]?",
         drops=("编辑:吴昕", "编辑 | 褚杏娟、Tina", "撰文:四大 編輯:江江 封面:煥妍", "來源:新華網",
                "【责任编辑:王小明】",
                "文/李雷 图/韩梅梅"),
         keeps=("编辑:你为什么想写这本书?", "作者说:我们要走了。", "来源:这个字最早见于甲骨文,后来变了形。", "图书馆",
                "来源:为豆科植物蒙古黄芪的干燥根", "译:学习并且按时温习", "图|河边的柳树"),
         place="rim", moves=True),
    Rule("desk-line", "byline",
         r"(?:(?:本报|本刊|本网|本台)?(?:记者|通讯员|特派记者|特约记者|"
         r"实习生) ?{NAME}(?:[ 、]{NAME}){0,3}(?: ?(?:文|摄|报道|整理|图|综合报道)){0,1}"
         r"|[(〔\[【]?(?:[^\s。!?,;:、的]{2,6})?(?:记者|特派员|特约记者|实习记者) ?{NAME}(?:[ 、]{NAME}){0,3}"
         r"(?: ?[/∕] ?[^\s。!?,;:]{0,6}(?:报导|报道|摄影?)|[^\s。!?,;:]{1,4}\d{1,2}日(?:综合外?|专)?电)[)〕\]】]?"
         r"|(?:文 ?[/:|] ?|[^\s。!?,;:的]{2,6}(?:报|网|社|新闻) ?[/∕] ?)(?:记者|特派员|特约记者|编辑) ?{NAME}"
         r"(?: ?[/∕] ?[^\s。!?,;:]{0,6}(?:报导|报道|摄影?))?"
         r"|[(〔\[【]?[^\s。!?,;:的]{1,4}(?:中心|新闻|组|部) ?[/∕] ?[^\s。!?,;:的]{2,4}(?:报导|报道)[)〕\]】]?"
         r"|[^\s。!?,;:的了在关于]{2,8}(?:原创|出品|报道|编译|作品|"
         r"首发)(?: ?[|丨/] ?[^。!?,;:]{1,20})?)".replace("{NAME}", r"[^\s。!?,;:、的]{2,4}"),
         drops=("机器之能报道", "本報記者 王小明", "新智元编译", "記者王小明／台北報導", "〔記者王小明/新北報導〕",
                "（中央社記者王小明台北11日電）", "娛樂中心／綜合報導",
                "文／記者王小明", "聯合報／記者王小明／台北報導"),
         keeps=("记者走进了村里的小学", "記者王小明走進村裡的小學", "進口/出口報導", "他写了一篇报道。",
                "关于那场大火的连续报道"),
         place="head", moves=True, shy=True),
    Rule("byline-en", "byline",
         r"(?:(?:Words|Written|Posted|Edited|Photos|Reported|Story) by ?:? ?\p{Lu}[\p{L}.'’-]*|(?:By|BY) ?:? ?"
         r"\p{Lu}[\p{L}.'’-]*,? (?:and |AND |& |van |de |von |der )?\p{Lu}[\p{L}.'’-]*)"
         r"(?:,? (?:and |AND |& |van |de |von |der )?\p{Lu}[\p{L}.'’-]*){0,6}(?: ?[|,·-] ?.{1,40})?"
         r"|(?:Author|Editor|Source|Reporter|Editors|Authors|Writer|Photo|Photographer|Credit) ?: ?\p{Lu}[\p{L}.'’-]*"
         r"(?:,? (?:and |& )?\p{Lu}[\p{L}.'’-]*){0,5}",
         drops=("By Jane Doe", "BY JANE DOE AND JOHN ROE", "Author: Mary Major", "Posted by Tom"),
         keeps=("By and large it worked", "by the river", "Editor: Why did you leave?",
                "By Monday the snow had gone.", "By Candlelight"),
         place="head", moves=True, cased=True),
    Rule("byline-abroad", "byline",
         r"(?:Von|Par|Por|Door|Di) \p{Lu}[\p{L}.'’-]+"
         r"(?: (?:(?:de|del|della|da|dos|du|la|le|van|von|der|y|e|et|und|en) ){0,2}\p{Lu}[\p{L}.'’-]*){1,4}"
         r"|(?:Автор|Текст|Autor|Autora|Autorin|Auteur|Autore) ?: ?\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){1,3}"
         r"|(?:글 ?[:|·]? ?)?\p{Hangul}{2,4} 기자(?: ?[\w.-]+@[\w.-]+)?"
         r"|(?:取材・文|文・写真|取材・構成) ?[:：/] ?\S.{1,15}",
         drops=("Von Anna Schmidt", "Par Jean Dupont", "Por María López de la Cruz", "Автор: Иван Петров",
                "글 홍길동 기자", "홍길동 기자 hong@example.kr", "取材・文：山田花子"),
         keeps=("Von Anna kam kein Brief mehr.", "Par Avion", "Por la mañana llueve", "Автор: кто же он?",
                "기자 회견", "Autor: eine Frage"),
         place="head", moves=True, cased=True, shy=True),
    Rule("original-title", "title-repeat", r"\(?原(?:标题|题) ?[::] ?.{4,}\)?",
         drops=("原标题:一座城市的早晨", "(原標題:雨中的車站)"),
         keeps=("原标题太长,编辑改短了。",), moves=True),
    Rule("tag-line", "tags",
         r"(?:本文|文章|相关|热门|词条|个人)?(?:标签|tag)s? ?[:|] ?[^。]+|相关字[词眼] ?[:|] ?[^。]+|"
         r"(?:本文|文章|相关|热门)(?:标签|关键[词字]|"
         r"分类)"
         r"(?: ?[:|] ?| )[^。]+|(?:tags?|tagged(?: (?:with|in|as))?|filed (?:under|in)|posted in|"
         r"read more about|タグ|태그|schlagworte|etiquetas|mots-clés|теги) ?: ?[^。]+|filed (?:under|in) .+"
         r"|#[\w一-鿿]{1,24}#?(?:[ ,、]{1,3}#[\w一-鿿]{1,24}#?)+|(?:标签|tags)",
         drops=("本文标签: 微软  马斯克  奥特曼", "標籤:旅行、攝影", "相關字詞﹕渡船 碼頭",
                "Tags: travel, food", "Filed under: News",
                "#旅行 #攝影"),
         keeps=("标签贴在瓶子上。", "相關字詞都要查字典",
                "Tags are sewn into the collar.", "Topics include grammar and style."),
         place="rim"),
    Rule("keyword-line", "tags",
         r"(?:关键[词字]|主题词|分类|カテゴリー?|キーワード|keywords|topics|labels|categor(?:y|ies)) ?: ?[^。]+|"
         r"(?:关键词|topics)",
         drops=("关键词: 桥 河 雨水", "Categories: Travel, Food", "カテゴリー: 旅"),
         keeps=("关键词是雨水。", "Topics include grammar and style."), place="rim", shy=True),
    Rule("member-card", "profile",
         r"(?:[^\s。,]{1,10} )?(?:(?:积分|精华|威望|金币|粉丝|帖子|主题) ?:? ?[\d.]+[万k]? ?){2,}|(?:新手上路|注册会员|"
         r"中级会员|高级会员|金牌会员|论坛元老|超级版主)"
         r"|(?:.{0,40} )?posts ?: ?[\d,]+.* joined ?:.*|(?:.{0,40} )?joined ?: ?.{4,40} posts ?:.*"
         r"|(?:new|junior|senior|eminent|active|trusted) member",
         drops=("中级会员 积分 482 精华 0", "新手上路", "oldlister Posts: 12 Joined: Tue Jan 03, 2012"),
         keeps=("积分制度明年取消", "他拥有粉丝100万,仍然骑车上班。", "She joined the navy in 1990.", "Threads: 12"),
         place="anywhere"),
    Rule("member-field", "profile",
         r"(?:积分|精华|威望|金币|粉丝|帖子|主题)(?: ?: ?| )[\d.]+[万k]?|(?:注册(?:时间|日期)|"
         r"文章) ?: ?\d[\d,/.:年月日 -]*"
         r"|(?:.{0,40} )?(?:posts|threads) ?: ?[\d,]+.*|joined ?: ?.{4,40}",
         drops=("註冊時間: 2012-01-03", "文章: 482", "Joined: Aug 2018", "Posts: 1,204"),
         keeps=("主题1", "注册时间过后不再受理。", "He joined: the others did not."), place="anywhere", shy=True),
    Rule("source-line", "references",
         r"(?:主要)?(?:图片|资料|参考|素材|数据|文字|部分内容)(?:、(?:资料|图片|数据))?"
         r"(?:来源|出处|参考) ?: ?[^。]{2,80}",
         drops=("資料來源:某某網(example)", "图片、资料来源: 某某日报"),
         keeps=("资料来源可靠。", "資料來源:這個說法最早見於一本舊書。"), place="foot", moves=True),
    Rule("profile-line", "profile",
         rf"作者 ?: ?[^,。]{{2,8}},.{{6,}}|\(?(?:本文作者|作者(?:简介|介绍|信息))[^。]{{0,12}}(?:系|为|"
         rf"是)[^。]{{4,}}。?\)?"
         rf"|\(?作者(?:系|为|是)[^。想说]{{0,24}}{_POST}[^。]{{0,24}}。?\)?|"
         r"作者简介 ?: ?.{4,}"
         r"|about the author: .{10,}",
         drops=("作者简介:王小明,自由撰稿人", "(本文作者系北京大学教授)", "作者為專欄作家"),
         keeps=("作者认为这不可能。", "作者的父亲是教师", "作者是想告诉我们,河水不会回头。",
                "作者为了写这本书,走访了四十个村子。",
                "作者系统地梳理了这段历史。"), place="foot", long=True),
)
