"""How does a page say where one is and where one can go?"""

from typing import Final

from cleaners.chrome.rules.rule import Rule

_SITE = (
    r"首页|主页|网站首页|返回首页|回首页|新闻中心|要闻|图库|图集|专题|专栏|滚动|快讯|资讯|热点|头条|导航|"
    r"栏目|频道|全部|全部频道|更多|更多频道|论坛|博客|微博|邮箱|地方|客户端|手机版|移动版|电脑版|简体|"
    r"繁体|简体版|繁体版|繁體版|排行|排行榜|网址导航|快速导航|主菜单|菜单|站内信|搜索|分类索引|通知公告|"
    r"当前位置|您的位置|正文|自媒体|新闻首页|影音|部落格|网志|讯息|搜寻|社群|主选单|选单|讨论区|留言板|"
    r"电子报|行动版|网站导览|图辑|好康|会员专区|最新消息|线上直播|相簿|上一则|下一则|即时新闻|热门|"
    r"返回上一页|公告栏|下载专区|上一篇|下一篇|上一页|下一页|上一章|下一章|末页|尾页|返回列表|返回目录|"
    r"回顶部|返回顶部|返回|回上一页|即时|港闻|两岸|马经|归档|友链|完本|书架|等你来答|小黑屋|列表|"
    r"home(?: ?page)?|main(?: page| menu)?|news(?: ?(?:room|wire))?|world news|local(?: news)?|"
    r"u\.?s\.?(?: news)?|u\.?k\.?(?: news)?|editorials?|columnists?|classifieds|video|videos|photos?|"
    r"galler(?:y|ies)|podcasts?|live|live tv|watch|listen|archives?|blogs?|forums?|coupons|store|download|"
    r"downloads|home (?:&|and) garden|latest(?: news)?|top stories|breaking news|top|popular|featured|"
    r"trending|sections|categories|category|tags|pages|navigation|menu|more|all|explore|browse|index|a-z|"
    r"skip|english|articles?|stories|previous|prev|next|older|newer|last|back|return|up|"
    r"previous (?:post|article|page|story)|next (?:post|article|page|story)|older posts|newer posts|"
    r"post navigation|permalink|trackbacks?(?: ?\(\d+\))?|pingbacks?|print edition|e-?paper|"
    r"rss(?: feeds?)?|feeds?|site index|today'?s paper|most recent|special reports?|multimedia|"
    r"interactives?|the archive|donate|unanswered|recent|archiver|members area|quick links|sign in|log in|"
    r"english|français|deutsch|español|português|italiano|简体中文|繁体中文|繁體中文|ホーム|"
    r"トップ(?:ページ)?|ニュース|速報|メニュー|一覧(?:へ|を見る)?|次の記事(?:へ)?|前の記事(?:へ)?|次へ|"
    r"前へ|記事一覧|カテゴリ|アーカイブ|홈|뉴스|전체|메뉴|이전|다음|목록|startseite|accueil|inicio|portada|início|"
    r"главная|новости|anasayfa|beranda|berita|strona główna|wiadomości|domů|zprávy|หน้าแรก|หน้าหลัก|ข่าว|ข่าวล่าสุด"
)
# Of these a text speaks too, line by line: what a school teaches, what a shop sells.
_TOPIC = (
    r"新闻|时政|国内|国际|社会|财经|经济|金融|股票|基金|证券|理财|科技|数码|互联网|体育|娱乐|明星|电影|"
    r"电视|音乐|综艺|游戏|动漫|汽车|房产|家居|教育|高考|留学|文化|历史|军事|健康|养生|时尚|旅游|美食|生活|"
    r"女性|亲子|育儿|情感|星座|读书|图片|视频|直播|观点|评论|时评|理论|深度|原创|推荐|关注|目录|社区|彩票|"
    r"公益|招聘|港澳|台湾|台海|地产|产经|行情|创投|创业|职场|校园|时事|政务|法治|三农|环保|能源|电商|通信|"
    r"手机|家电|软件|硬件|商城|商业|下载|活动|话题|问答|百科|知道|地图|天气|工具|帮助|消息|分类|人物|访谈|"
    r"数据|艺术|佛教|国学|探索|科普|法律|心理|宠物|摄影|设计|开发者|学术|出版物|政策|公告|影片|短片|通讯|"
    r"焦点|政治|全球|3c|房市|股市|消费|影剧|社论|投书|命理|新奇|购物|广播|节目|人气|网友|常见问题|地区|"
    r"国家|运动|副刊|发现|本地|world|national|international|politics|business|economy|markets|money|"
    r"finance|personal finance|tech|technology|science|health|wellness|sports?|football|soccer|tennis|"
    r"golf|cricket|rugby|basketball|baseball|hockey|nfl|nba|mlb|nhl|entertainment|celebrity|music|movies|"
    r"film|tv|television|books|arts?|culture|style|lifestyle|life|fashion|beauty|"
    r"food(?: (?:&|and) drink)?|recipes|travel|autos?|cars|real estate|property|education|environment|"
    r"climate|energy|opinions?|columns|letters|commentary|analysis|features?|investigations|obituaries|"
    r"weather|traffic|crime|pictures|images|audio|radio|games|puzzles|crosswords?|horoscopes?|events|"
    r"calendar|magazine|community|groups|members|reviews|deals|shop|shopping|products|services|solutions|"
    r"resources|research|library|documentation|docs|features|pricing|companies|startups|security|internet|"
    r"software|hardware|mobile|apps|gadgets|gaming|tablets|smartphones|laptops|space|history|religion|"
    r"family|parenting|relationships|pets|outdoors|fitness|asia|africa|europe|americas|middle east|"
    r"australia|canada|india|china|topics|first|questions|users|issues?|русский(?: язык)?|"
    r"العربية|日本語|한국어|中文|türkçe|polski|nederlands|svenska|dansk|čeština|română|tiếng việt|ไทย|"
    r"bahasa indonesia|हिन्दी|政治|経済|社会|国際|スポーツ|エンタメ|芸能|地域|特集|連載|動画|写真|"
    r"ビジネス|ライフ|カルチャー|占い|天気|ツール|정치|경제|사회|국제|스포츠|연예|문화|lokales|anzeigen|politik|"
    r"wirtschaft|kultur|sport|panorama|gesellschaft|wissen|gesundheit|reise|wetter|mobilität|karriere|"
    r"politique|économie|société|culture|monde|política|economía|sociedad|deportes|cultura|opinión|"
    r"tecnología|internacional|esportes|mundo|политика|экономика|общество|"
    r"спорт|культура|gündem|ekonomi|spor|dünya|nasional|olahraga|การเมือง|เศรษฐกิจ|กีฬา|บันเทิง|ต่างประเทศ|สังคม"
)
_TURN = (
    r"(?:previous|next|older|newer|prev|vorherige|nächste|zurück|weiter|précédent|suivant|anterior|siguiente|próximo|"
    r"precedente|successivo|предыдущая|следующая)"
)
_PAGE = r"(?:posts?|articles?|pages?|story|stories|entry|entries|chapter|thread|topic|seite|beitrag|artikel)"

_TRAIL = r"[\s:>»›▼+|…\d()]*"
_MENU_WORD = (
    r"(?:首页|新闻|财经|体育|娱乐|关于我们|联系我们|登录|home|news|world|politics|business|sports?|about(?: us)?"
    r"|contact(?: us)?|ホーム)"
)

NAVIGATION: Final[tuple[Rule, ...]] = (
    Rule("skip-link", "nav",
         r"(?:skip|jump) (?:directly )?to (?:the )?(?:main |page |primary |article |site |global |search |end of )*"
         r"(?:content|navigation|nav|menu|search|footer|header|sidebar|results|accessibility|links)(?: .{0,24})?"
         r"|跳(?:转|到|至|过|过导航)?(?:到|至)?(?:主要|正文|页面)?(?:内容|导航|正文|主内容)(?:区块?)?|"
         r"メインコンテンツ.{0,12}|コンテンツへスキップ|본문 바로가기.{0,10}|(?:zum|"
         r"direkt zum) (?:haupt)?inhalt.{0,12}|aller au contenu.{0,12}|ir al contenido.{0,12}",
         drops=("Skip to content", "Skip to main content", "跳转到内容", "跳至主要內容",
                "コンテンツへスキップ"),
         keeps=("跳过第一章也无妨", "Skip the onions if you must.", "Skip to chapter four if you are in a hurry.",
                "Jump over the bench ten times"), place="anywhere"),
    Rule("account-label", "nav",
         r"(?:微信)?公众号(?:新闻|文章|推荐)|(?:网易|头条|百家|搜狐|企鹅|大鱼|一点)号(?:作者|文章)?",
         drops=("公众号新闻", "頭條號", "网易号"), keeps=("公众号的故事", "公众号新闻是怎样写成的")),
    Rule("crumb-mark", "nav", r"[>»›/|·•«‹→←↑:]{1,3}", drops=(">", "»", "|"), keeps=("> 引文", "-> x")),
    Rule("crumb-trail", "nav",
         r"(?:(?:您|你)的?|(?:您|你)?(?:现在|当前|目前)的?)(?:所在)?位置 ?[:是>]? ?[^。,]*"
         r"|(?:所在)?位置 ?[:是>]? ?[^。,>»›]*[>»›][^。]*|you are here:? ?[^。]*|正在阅读: ?[^。]*"
         r"|(?:[^>»›。]{0,12}(?:首页|主页)|home|news|ホーム|トップ|홈|startseite|accueil|inicio)(?: ?[>»›→/|"
         r"·\\] ?[^>»›。|]+){1,7}[>»› ]*"
         r"|[^>»›。]{1,16} ?[>»›] ?(?:正文|详情|内容|文章|本文)|[«‹<] ?.*\| ?main ?\|.*",
         drops=("首页 > 新闻 > 正文", "當前位置:首頁>新聞", "Home / News", "Home » Reviews » Books", "新华网 > 正文",
                "位置: 某县 > 某镇", "ホーム > ニュース"),
         keeps=("设置>通用", "He went home/away and back.", "位置偏僻,房租便宜。", "位置:某县东南部",
                "News: the bridge is open again", "采摘 → 萎凋 → 杀青"), place="head"),
    Rule("crumb-path", "nav",
         r"[^>»›‹。]{1,24}(?: ?[>»›‹] ?[^>»›‹。]+){2,7}[>»› ]*|[^>»›。]{1,12} [>»›] [^>»›。]{1,12}",
         drops=("新闻 > 国内 > 雨水", "Reviews » Books » Travel"),
         keeps=("设置>通用", "采摘 → 萎凋 → 杀青"), place="head", shy=True),
    Rule("page-turn", "nav",
         r"[上下前后]一(?:篇|页|章|条|张|则|集|回|节|话)(?:文章|新闻)?(?: ?[:|<>«»←→]+ ?[^。]*| [^。,]{1,40})?"
         r"|[上下][页章](?: ?[:|<>«»←→]+ ?[^。]*)?|已是最后.{0,6}"
         rf"|[«‹←<]+ ?{_TURN}(?: {_PAGE})?|[«‹←<]* ?{_TURN}(?: {_PAGE}|(?: {_PAGE})? ?[:|<>«»‹›←→]+ ?[^.。]*)"
         r"|←+ ?[^.。!?,;:]{1,60}|[^.。!?,;:]{1,60}→+"
         r"|[«‹]+ ?[上下前后]一?[篇页章].*|[«‹<]* ?前の(?:記事|ページ)(?:へ)?[ |]*次の(?:記事|ページ)(?:へ)?[ »›>]*"
         r"|(?:第? ?\d+ ?页?[ |,]+){2,}(?:下一?页|尾页|末页|最后|next|last|[»›>→])[^。]{0,12}"
         r"|page \d+(?: of \d+)?(?: ?(?:next|last|jump|[|»›>→]).{0,20})?",
         drops=("上一篇:春天的故事", "下一頁", "上一篇 春天的故事", "Next post: A day out", "← Older posts",
                "« Previous",
                "Next article »", "1 2 3 4 5 下一页", "Page 2 of 7"),
         keeps=("上一章我们讲到他离家出走。", "下一节课讲分数。", "3 of the 7 men spoke.", "上回说到他离家出走",
                "前一条路通向山里",
                "« Je viens demain », dit-il", "«Завтра приду»", "Older men say that the river froze every winter.",
                "Next year the bridge may follow.")),
    Rule("page-number", "nav",
         r"没有了|无|\d+ (?:of|/) \d+|共 ?\d+ ?页.{0,20}|第? ?\d+ ?页?(?:[ |,]+第? ?\d+ ?页?){2,}",
         drops=("没有了", "1 2 3 4 5", "2 / 7", "共12页"), keeps=("无人知晓", "第3页写着他的名字"), shy=True),
    Rule("section-name", "nav", rf"(?:{_SITE})" + _TRAIL,
         drops=("首页", "影音", "部落格", "即時新聞", "ニュース", "更多>>", "Next", "หน้าแรก"),
         keeps=("新闻学概论", "影音的歷史", "More was not to be had."), shy=True),
    Rule("topic-name", "nav", rf"(?:{_TOPIC})" + _TRAIL,
         drops=("財經", "Sports", "Business", "スポーツ"),
         keeps=("Sports day at school", "财经作家谈房价", "Business was slow."), shy=True),
    Rule("menu-line", "nav",
         rf"(?:[^|。]{{1,16}} ?[|丨·•] ?)*{_MENU_WORD}(?: ?[|丨·•] ?[^|。]{{1,16}}){{2}}(?:[|丨·•][^|。]*)*"
         rf"|(?:{_MENU_WORD} )(?:[^\s。,]{{2,6}} )*{_MENU_WORD}(?: [^\s。,]{{2,6}})+",
         drops=("首页|新闻|图片|评论|娱乐", "Home | World | Politics | Sport", "首頁 新聞 財經 體育 娛樂 汽車"),
         keeps=("国家 | 中华人民共和国", "春天 | 花开 | 鸟鸣", "新闻 与 传播 是 两门 学问。")),
    Rule("top-link", "nav",
         r"(?:返回|回到?|去)?(?:页面|网页)?(?:顶部|顶端|页首|最上(?:面|方|层))|(?:\^+ ?)?(?:back|return|scroll|"
         r"go) to (?:the )?(?:top|"
         r"home(?: ?page)?|index|list|blog|news|previous page).{0,20}|top of page|(?:ページの?)?(?:トップ|先頭|"
         r"上)(?:へ|に)戻る|맨 ?위로.{0,6}|nach oben|haut de page|回(?:上一?页|首页|列表)(?: top)?|返回(?:首页|列表|"
         r"上页|上一页|目录|搜狐|网易首页|.{2,6}首页).{0,14}|选择其他平台.{0,4}",
         drops=("返回顶部", "回到頂部", "Back to top", "ページトップへ戻る"),
         keeps=("他回到顶端的营地", "Back to the drawing board")),
    Rule("outlet-name", "nav",
         r"(?:[^\s。,!?:]{1,10}(?:新闻网|日报|晚报|早报|时报|快报|周刊|电视台|通讯社|中文网|央视网|人民网|新华网|"
         r"光明网|卫视|商报|都市报|在线|新闻)|新华社|中央社|联合报|香港01|央视|人民网|新华网|光明网|环球网|中国网|"
         r"海外网|央视网|南方网|"
         r"凤凰网|搜狐|新浪|网易|腾讯网?|百度|知乎|豆瓣|虎嗅|36氪)(?:客户端|首页|APP)?"
         r"|(?:[\w-]+\.)+(?:com|net|org|cn|com\.cn|news|hk|tw|jp|co\.uk|io|info)",
         drops=("中国新闻网", "聯合新聞網", "example.com", "某某晚报"),
         keeps=("我的关系网", "他在报社工作。", "参加了新闻发布会"), shy=True),
    Rule("counter", "nav", r"[\d.,:+#-]{1,8}[kmw万]?",
         drops=("12", "1.2万", "#1"), keeps=("1984年", "3.5公斤"), place="foot", shy=True),
    Rule("serial-tool", "nav",
         r"[^。]{0,8}本章未完[^。]{0,24}|(?:请)?(?:点击|按|翻到)?下一[页章](?:继续)?(?:阅读|观看).{0,8}"
         r"|(?:加入|添加|存为|插入)书[签架](?:[ |].{0,12})?|(?:投|求|送)(?:推荐票|月票)(?:[ |!].{0,12})?"
         r"|章节(?:报错|错误|出错)(?:[,( ].{0,16})?"
         r"|喜欢.{1,24}请大家收藏.*|手机(?:用户|使用者|版)?请(?:浏览|访问|到|登录).{0,60}阅读.*",
         drops=("本章未完,请点击下一页继续阅读", "加入書籤", "投推荐票", "章节报错(免登录)",
                "手机用户请浏览 m.example.com 阅读"),
         keeps=("这一章还没有写完", "本章主要讲三个问题", "书架上的灰尘", "他把车票夹进书里当书签")),
)
