"""How does a site speak of its rights, its doubts and itself?"""

from typing import Final

from cleaners.chrome.rules.rule import Rule

_OPENING = r"(?:(?:\d{1,2}|[一二三四五]) ?[.、)] ?)?[*※▲(\[【]{0,2}"

_LINK = (
    r"(?:关于|联系|联络|加入)(?:我们|本站|本网|[^\s。,]{2,6}网)|联[系络]方式|(?:隐私|私隐)(?:政策|协议|声明|条款|"
    r"保护)?|"
    r"隐私权(?:政策|声明|宣告|保护)?(?:政策|声明)?|用户协议|条款(?:及|与)细则|会员条款|使用者?(?:规范|须知)|"
    r"服务协议|服务条款|使用者?条款|使用协议|法律声明|网站(?:声明|地图|导航|导览|律师|简介|公告|建设|首页)|"
    r"(?:著作权|智慧财产权|网站)声明|(?:政府)?网站资料开放宣告|(?:网站|资讯)安全政策|(?:首长|民意|服务|意见)信箱|"
    r"广告(?:服务|合作|业务|刊登|投放|查询|洽询)|招聘(?:信息)?|人才(?:招聘|招募)|诚征人才|诚聘英才|诚征英才|招贤纳士|"
    r"商务(?:合作|洽谈)|"
    r"合作(?:伙伴|加盟|媒体|联系|提案)|媒体合作|友情(?:链接|连结)|(?:意见|用户|我要)(?:反馈|反映|回馈)|帮助(?:中心|"
    r"文档)?|客服(?:中心|热线)?|"
    r"公司(?:简介|介绍)|版权(?:声明|所有)|免责声明|投稿(?:指南|须知)?|站点地图|站长统计|无障碍(?:浏览|说明)?|"
    r"(?:免费)?订阅(?:电子报)?|rss|设为首页|加入收藏|举报(?:中心|专区)?|投诉(?:建议|举报)?|网上有害信息举报.{0,6}|"
    r"about(?: us)?|"
    r"contact(?: us)?|privacy(?: (?:policy|notice|statement|center|settings|& cookies))?|your privacy (?:choices|"
    r"rights)|terms(?: (?:of (?:use|service|sale)|and conditions|& conditions))?|cookies?(?: (?:policy|settings|"
    r"preferences|list|notice))?|"
    r"site ?map|advertis(?:e|ing)(?: with us)?|careers?|jobs|legal(?: notice)?|accessibility(?: (?:statement|links|"
    r"help))?|help(?: cent(?:er|re))?|faqs?|feedback|media kit|press(?: room| releases?)?|masthead|"
    r"editorial (?:policy|guidelines|standards)|corrections|imprint|impressum|datenschutz(?:erklärung)?|agb|kontakt|"
    r"mentions légales|aviso legal|política de privacidad|политика конфиденциальности|do not sell .*|"
    r"manage (?:consent|cookie|privacy) preferences|code of (?:ethics|conduct)|community guidelines|customer service|"
    r"support|staff|our team|"
    r"プライバシーポリシー|利用規約|お問い合わせ|会社概要|運営会社|サイトマップ|サイトポリシー|著作権|"
    r"特定商取引.{0,8}|広告掲載.{0,10}|個人情報.{0,12}|ヘルプ|회사소개|이용약관|개인정보 ?처리방침|광고문의|고객센터|"
    r"저작권|ติดต่อเรา|เกี่ยวกับเรา|นโยบายความเป็นส่วนตัว|เงื่อนไขการใช้งาน|ร่วมงานกับเรา"
)

# What a site's disclaimer speaks of.
_SUBJECT = (
    r"(?:本文|文章|文中|文内|以上|上述|该文|此文|内容|刊载|[^。]{0,24}(?:刊载|登载|转载|发布|发表)|"
    r"(?:网友|读者)(?:评论|留言|投书|回应)|本站|本网|平台|作者|图片|部分)"
)

NOTICES: Final[tuple[Rule, ...]] = (
    Rule("copyright-mark", "copyright",
         r"^(?:[^.。!?]|\b(?:inc|ltd|co|corp|llc|www|com)\.|\.\w)*(?:(?:©|\(c\))[^.。]{0,24}(?:19|20)\d\d"
         r"|copyright[ ©:,|(c)-]{1,6}(?:19|20)\d\d|(?:19|20)\d\d[^.。]{0,12}(?:©|copyright))|"
         r"^.{0,60}\ball rights reserved"
         r"|^[^“”「」\"]*(?:版权|著作权)所有[^“”「」\"]*$|無断転載|無断複写|무단 ?전재",
         drops=("联系我们隐私协议©2024 example.news", "版權所有 翻印必究",
                "Copyright 2019 Example Ltd. All rights reserved.",
                "無断転載を禁じます"),
         keeps=("版权法保护作品的表达。", "The Copyright Act of 1976 changed all that.",
                "The copyright to the song was sold twice.", "著作权属于作者。"),
         place="foot", long=True, within=True),
    Rule("copyright-line", "copyright",
         r".{0,60}©[^.。!?]{1,40}|copyrights?(?: notice| policy| information)?|版权(?:声明|宣告|信息|资讯|说明|保护)?|"
         r".{0,24}创用 ?cc.{0,60}",
         drops=("© THE END", "© Example News", "Copyright", "版权声明", "本著作係採用創用 CC 姓名標示 授權條款授權"),
         keeps=("版权的历史", "Copyright is older than print.")),
    Rule("reprint-rule", "copyright",
         _OPENING + r"(?:未经|非经)[^著]*(?:许可|授权|同意|允许|准许|批准)[^著]*(?:转载|转发|复制|摘编|镜像)[^条]*"
         r"|" + _OPENING + r"(?:请勿|禁止|严禁|谢绝)[^。,著]{0,10}(?:转载|摘编|镜像|抄袭|盗用|盗链)[^条]*"
         r"|" + _OPENING + r"(?:如需|如欲|如要|欲|凡|引用|本文|本站|本网|本报|本刊|本公众号|本内容|文章|原创|版权|著作|"
         r"以上|该文|[^\s。,]{2,14}(?:网|报|社|站|号|平台|频道)(?:的)?(?:遵循|原创|所有|登载|刊载|发布|转载|版权))"
         r"[^著]*(?:转载|摘编|镜像|侵权)[^著]*"
         r"(?:注明|标注|授权|许可|同意|联系|追究|必究|自负|请|须|不得|禁止|删除|来源|出处)[^条]*"
         r"|" + _OPENING + r"(?:欢迎)?转载[^著]*(?:注明|标注|授权|许可|同意|联系|请|须|务必|保留)[^条]*"
         r"|" + _OPENING + r"(?:本文|本内容|文章|原创)[^著。]*授权[^著。]*(?:发布|发表|刊登|刊载|转载|使用)[^条]*"
         r"|[^。著]{0,20}(?:侵权必究|(?:追究|保留)[^。著]{0,8}(?:侵权|转载)[^。著]{0,8}(?:责任|权利))[^条]{0,20}"
         r"|" + _OPENING + r"(?:作者|读者|网友|所有)?(?:投稿|来稿|稿件)(?:可能|将|会|有可能|一经|一律|文责|如)"
         r".{0,24}(?:编辑|修改|删改|录用|采用|自负|退稿).{0,40}"
         r"|.{0,20}(?:未获|未经)[^著]{0,16}(?:同意|授权|许可)[^。]{0,10}(?:请勿|不得|禁止|严禁)"
         r".*(?:转载|转发|摘编|镜像|重制|刊登|抄袭|盗用).*",
         drops=("转载请联系本公众号获得授权", "未經授權不得轉載", "本文系作者授權發布,未經許可,不得轉載。",
                "2.本网的原创文章,请转载时务必注明文章作者和来源,不尊重原创的行为本网将追究责任;",
                "1.某某網遵循行業規範,任何轉載的稿件都會明確標注作者和來源;",
                "3.作者投稿可能会经某某网编辑修改或补充。"),
         keeps=("未经著作权人许可,不得复制发行。", "文章来源于生活,又高于生活。", "第十条 转载须经许可。",
                "转载这篇文章的人很多", "未经检疫机关许可,不得移动或者损坏监测器具。",
                "禁止在海岸从事采挖砂石的活动,非经授权的部门批准不得占用。", "请勿转发未经证实的消息。",
                "本文提出的方法不需要人工标注,今后将推广到其他语言。", "凡违反本规定的,依法追究法律责任。",
                "以上材料须注明与原件一致,并加盖公章。"), place="foot", long=True),
    Rule("reprint-rule-en", "copyright",
         r"^(?:this|these|all|any|no part|content|articles?|materials?|texts?|unless|reproduction|copyright|©|"
         r"republi|repri|"
         r"redistribution|photos?|images?|the (?:content|material|text|article|"
         r"information)).{0,120}(?:may (?:not )?be "
         r"(?:reproduced|published|copied|reprinted|broadcast)|\b(?:republish|reprint|reproduc|redistribut)\w*.{0,40}"
         r"(?:permission|prohibited|forbidden|license)|(?:without|prior|written) (?:the )?(?:express |prior |"
         r"written )*"
         r"(?:permission|consent) of|without (?:prior |written )*permission|"
         r"(?:licensed|licenced|available|released|published|distributed|shared) under .{0,30}(?:licen[cs]e|commons))"
         r"|^(?:reprints?|permissions|rights and permissions|licensing|republish this .{1,30})$",
         drops=("This material may not be published, broadcast or redistributed.",
                "Reproduction without permission is prohibited."),
         keeps=("He copied the letter without asking.", "Permission was granted in May.",
                "This article explains how Creative Commons licences work in schools."), place="foot",
                long=True, within=True),
    Rule("disclaimer", "disclaimer",
         _OPENING + r"(?:(?:免责|特别|郑重|重要|版权|风险|作者|平台|网站|转载|内容|法律|投资)?(?:声明|申明|宣告) ?: ?"
         r".*(?:版权|转载|侵权|观点|立场|仅供参考|不代表|不构成|本站|本网|本?平台|删除).*"
         r"|(?:免责|特别|重要|版权|风险|转载|内容|投资|温馨)?(?:提示|说明|警告|公告) ?: ?"
         r".*(?:转载|侵权|仅供参考|不代表|不构成.{0,8}建议|本站|本网|据此).*"
         rf"|{_SUBJECT}.*(?:不代表|仅代表)[^。]*(?:观点|立场|看法|意见|说法|本站|本网|本报|本刊|本平台).*"
         rf"|{_SUBJECT}.*(?:仅供参考|不构成[^。]{{0,16}}(?:建议|意见|要约|依据|推荐)|(?:联系|通知)[^。]{{0,12}}删除).*"
         r"|(?:本文|该文|文章|以上)(?:观点|内容|言论)?仅代表作者(?:本人|个人).*"
         r"|(?:(?:特别)?声明 ?:|以上|该文|本文|文章)[^。]*仅提供信息(?:存储|发布|展示)(?:空间)?服务.*"
         r"|《[^》]{1,40}》(?:的)?(?:所有|全部)?(?:内容|章节|文字|图片)+(?:均|都|全部)?(?:来自|来源于|转载自|由网友)"
         r".{0,8}(?:互联网|网际网路|网[络路]|上传).*"
         r"|(?:本站|本网|本?平台|本公众号|本号)[^。]*(?:不承担[^。]{0,12}责任|不对[^。]{0,16}负责|侵权).*"
         r"|(?:本文|文章|文中|图片|内容|素材|部分)[^。]*(?:版权|著作权)(?:归|属)[^。]{0,16}(?:所有|作者|本站|本网|网站).*)"
         r"|.{0,10}(?:如有|若有|如涉及|如涉|如果有|如发现|如)(?:任何)?.{0,8}(?:侵权|侵犯|版权)"
         r".*(?:联[系络]|告知|通知|删除|处理|来信|来电|邮件|致电).*"
         r"|[^。]{0,10}(?:投资有风险|市场有风险|股市有风险|据此操作|据此投资|据此入市).*|免责(?:声明|宣告|条款)|"
         r"风险提示",
         drops=("免责声明:本文仅代表作者个人观点", "本站刊載任何文章,不代表同意其說法或描述,僅為提供更多信息。",
                "本网转载的图片如有侵权,请联系删除。", "投资有风险,入市需谨慎",
                "網友評論僅供其表達個人看法,不代表本站立場。",
                "该文观点仅代表作者本人,某某平台仅提供信息存储空间服务。",
                "特别声明:以上内容为自媒体用户上传并发布,本平台仅提供信息存储服务。",
                "《汴河夜雨》所有内容均来自互联网,某某阁只为原作者的小说进行宣传。"),
         keeps=("声明发表之后,股价下跌。", "发生侵权行为,权利人可以起诉。", "他的意见不代表多数人。",
                "温馨提示:请考生携带身份证。", "温馨提示:近日雨水较多,建议市民带伞。",
                "提示:孕妇慎用,建议在医生指导下服用。",
                "上述行为侵犯了消费者的知情权,被告应当退还货款。", "部分商家不承担退货运费。", "以上事实不构成犯罪。",
                "公示期间如对上述人选有异议,请以书面形式反映。", "说明:本文所用数据均来自国家统计局。",
                "这番话仅代表他本人的看法。", "法院认为,该平台仅提供信息存储空间服务,不构成侵权。",
                "《渡口》所有内容均来自作者十年的笔记。"),
         place="foot", long=True),
    Rule("disclaimer-en", "disclaimer",
         r"^(?:the )?(?:views?|opinions?)(?:,? (?:and|or) opinions?)?.{0,60}(?:expressed (?:are|here|do|by "
         r"(?:the |our )?(?:authors?|contributors?|guests?|columnists?)|in this|on this)|are those|are solely|"
         r"do not (?:necessarily )?(?:reflect|represent))|^disclaimers?(?:: .*)?$"
         r"|^.{0,40}(?:is|are) not responsible for.{0,40}(?:content|external|links|accuracy|comments|errors|opinions)"
         r"|^(?:this|the|all|nothing|information|content|material).{0,80}not (?:intended|constitute|meant).{0,40}"
         r"(?:advice|endorsement)|for informational purposes only|earn an? (?:affiliate )?commission"
         r"|^.{0,60}affiliate links?\b|^an official website of |protected by recaptcha|"
         r"privacy policy and terms of service"
         r"|^(?:we|this (?:site|website|page)|our (?:site|website)).{0,30}\b(?:uses?|using|sets?|stores?|places?)\b"
         r".{0,24}\bcookies\b"
         r"|^(?:notice|disclaimer|special statement)s? ?: .*only provides? information (?:storage|hosting) services?"
         r"|^by (?:signing up|submitting|continuing|clicking|registering|subscribing|entering|using).{0,60}you "
         r"(?:agree|consent|acknowledge|accept|are agreeing)",
         drops=("The views expressed are those of the author and do not reflect those of the paper.", "Disclaimer",
                "We use cookies to improve your experience.", "We may earn a commission from links on this page.",
                "Notice: The above is posted by a user of a platform that only provides information storage services."),
         keeps=("The views from the tower are splendid.", "He is not responsible for the accident.",
                "We baked cookies on Sunday.", "The views expressed by residents at the meeting were mixed.",
                "The court held that it only provides information storage services."),
         place="rim", long=True, within=True),
    Rule("care-notice", "disclaimer",
         r"[^。!?]{2,16}(?:关心|提醒|关怀)(?:您|你|大家)[:, ].{6,}[☆★◎※]",
         drops=("☆某某時報關心您:菸酒不當使用有害身心健康☆", "◎ 某某網提醒您:喝酒不開車 ◎"),
         keeps=("醫師提醒您:飲酒過量有礙健康。", "☆他關心您的近況"),
         place="foot", long=True),
    Rule("licence-line", "footer",
         r"[^。]*(?:icp备|icp证|公网安备|网安备|京网文|备案序号|新出网证"
         r"|(?:视听节目|增值电信业务|网络文化)(?:经营)?许可证?[^。,;]{0,12}\d{3,}"
         r"|违法和?不良信息|不良信息举报|违法信息举报|涉未成年.{0,8}举报|举报(?:电话|邮箱) ?[::])[^。]*"
         r"|[^。,]{2,24}(?:许可证|备案号|信用代码)(?:编号|号|书)?[^。,]{0,8}\d{4,}[^。]*",
         drops=("京ICP备12345678号-1", "互联网新闻信息服务许可证10120170006", "违法和不良信息举报电话:010-12345678"),
         keeps=("办理网站备案要先买服务器", "公司拿到了经营许可证。", "责令停业整顿,直至吊销《网络文化经营许可证》:"),
         place="foot", long=True),
    Rule("footer-links", "footer",
         rf"(?:{_LINK})(?:[ |·•,/-]{{0,4}}(?:{_LINK})| ?[|·•/] ?[^。|]{{2,24}})*[ |·•>»]*",
         drops=("联系我们 隐私协议", "關於我們", "聯絡我們", "隱私權政策", "私隱政策", "網站導覽",
                "服務條款 | 廣告刊登", "About us | Privacy | Terms of use", "Contact us",
                "プライバシーポリシー", "Impressum"),
         keeps=("联系我们的人很多,但没有留下名字。", "About the size of an egg, and blue.",
                "Help came at last."), shy=True),
    Rule("imprint-line", "footer",
         r"(?:主办|主管|承办|协办|承建|制作|运营|技术支[持援]|开发)(?:单位|方|网站)? ?[::] ?[^。]{2,}|(?:(?:联系|单位|"
         r"办公|公司)?地址|(?:联系|监督|咨询|投诉|举报)电话|新闻热线|邮编|邮政编码|电话|传真|热线|客服电话|"
         r"编辑部电话|服务热线|(?:客服|服务|读者服务|申诉)专线|客服信箱|电子邮件|电邮|统一编号|服务时间|总机|qq群?|"
         r"微信号?|邮箱|"
         r"e-?mail) ?[::] ?[^。]{3,}"
         r"|(?:proudly )?(?:powered|hosted|designed|developed|site|theme|website) by [^.,!?]{1,40}|(?:建议|"
         r"推荐|最佳)使用.*浏览器.*|.*(?:分辨率|解析度).{0,20}浏览.{0,20}|.{0,10}浏览(?:解析度|建议).{0,40}|"
         r".*processed in .*second.*",
         drops=("主办单位:某某日报社", "客服專線:02-12345678", "最佳瀏覽解析度1024x768", "技术支持:某某科技",
                "Powered by WordPress",
                "地址:北京市某区某街1号 邮编:100000"),
         keeps=("地址写错了,信退了回来。", "Powered by steam engines, the mill grew."), place="foot", shy=True),
)
