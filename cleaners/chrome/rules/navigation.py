"""How does a page say where one is and where one can go?"""

from typing import Final

from cleaners.chrome.rules.rule import Rule

_SECTION_ZH = (
    r"首页|主页|网站首页|返回首页|回首页|新闻|新闻中心|要闻|时政|国内|国际|社会|财经|经济|金融|股票|基金|证券|理财|"
    r"科技|数码|互联网|体育|娱乐|明星|电影|电视|音乐|综艺|游戏|动漫|汽车|房产|家居|教育|高考|"
    r"留学|文化|历史|军事|健康|养生|时尚|旅游|美食|生活|女性|亲子|育儿|情感|星座|读书|图片|视频|直播|图库|图集|专题|"
    r"专栏|观点|评论|时评|理论|深度|原创|滚动|快讯|资讯|热点|头条|推荐|关注|导航|目录|栏目|频道|全部|全部频道|更多|"
    r"更多频道|"
    r"论坛|社区|博客|微博|邮箱|彩票|公益|招聘|地方|港澳|台湾|台海|地产|产经|行情|创投|创业|职场|校园|时事|政务|法治|"
    r"三农|环保|能源|电商|通信|手机|家电|软件|硬件|商城|商业|下载|客户端|手机版|移动版|电脑版|简体|繁体|简体版|"
    r"繁体版|繁體版|"
    r"排行|排行榜|活动|话题|问答|百科|知道|地图|天气|网址导航|快速导航|主菜单|菜单|工具|帮助|站内信|消息|搜索|分类|"
    r"分类索引|人物|访谈|数据|艺术|佛教|国学|探索|科普|法律|心理|宠物|摄影|设计|开发者|学术|出版物|政策|公告|"
    r"通知公告|"
    r"当前位置|您的位置|正文|自媒体|新闻首页|"
    r"影片|影音|短片|部落格|网志|讯息|搜寻|社群|通讯|主选单|选单|讨论区|留言板|电子报|行动版|网站导览|焦点|政治|全球|"
    r"3c|房市|股市|消费|影剧|社论|投书|命理|图辑|新奇|好康|购物|会员专区|最新消息|线上直播|广播|节目|相簿|"
    r"上一则|下一则|即时新闻|人气|热门|返回上一页|网友|公告栏|常见问题|下载专区|"
    r"上一篇|下一篇|上一页|下一页|上一章|下一章|末页|尾页|返回列表|返回目录|回顶部|返回顶部|返回|地区|国家|回上一页|"
    r"即时|运动|生活|港闻|两岸|副刊|马经|归档|友链|排行榜|完本|书架|发现|等你来答|小黑屋|目录|列表|全部|本地"
)
_SECTION_EN = (
    r"home(?: ?page)?|main(?: page| menu)?|news(?: ?(?:room|wire))?|world|world news|local(?: news)?|national|"
    r"international|u\.?s\.?(?: news)?|u\.?k\.?(?: news)?|politics|business|economy|markets|money|finance|"
    r"personal finance|tech|technology|science|health|wellness|"
    r"sports?|football|soccer|tennis|golf|cricket|rugby|basketball|baseball|hockey|nfl|nba|mlb|nhl|entertainment|"
    r"celebrity|music|movies|film|tv|television|books|arts?|culture|style|lifestyle|life|fashion|beauty|food(?: (?:&|"
    r"and) drink)?|recipes|travel|autos?|cars|"
    r"real estate|property|education|environment|climate|energy|opinions?|editorials?|columnists?|columns|letters|"
    r"commentary|analysis|features?|investigations|obituaries|classifieds|weather|traffic|crime|video|videos|photos?|"
    r"galler(?:y|ies)|pictures|images|podcasts?|audio|radio|"
    r"live|live tv|watch|listen|games|puzzles|crosswords?|horoscopes?|events|calendar|magazine|archives?|blogs?|"
    r"forums?|community|groups|members|reviews|deals|coupons|shop|shopping|store|products|services|solutions|"
    r"resources|research|library|documentation|docs|"
    r"download|downloads|features|pricing|companies|startups|security|internet|software|hardware|mobile|apps|gadgets|"
    r"gaming|tablets|smartphones|laptops|space|history|religion|family|parenting|relationships|pets|outdoors|fitness|"
    r"home (?:&|and) garden|"
    r"asia|africa|europe|americas|middle east|australia|canada|india|china|latest(?: news)?|top stories|"
    r"breaking news|top|popular|featured|trending|topics|sections|categories|category|tags|pages|navigation|menu|"
    r"more|all|explore|browse|index|a-z|skip|english|articles?|stories|"
    r"previous|prev|next|older|newer|first|last|back|return|up|previous (?:post|article|page|story)|next (?:post|"
    r"article|page|story)|older posts|newer posts|post navigation|permalink|trackbacks?(?: ?\(\d+\))?|pingbacks?|"
    r"print edition|e-?paper|rss(?: feeds?)?|feeds?|site index|today'?s paper|most recent|special reports?|"
    r"multimedia|interactives?|the archive|donate|questions|unanswered|users|recent|archiver|members area|"
    r"quick links|issues?|sign in|log in"
)
_SECTION_ELSEWHERE = (
    r"english|français|deutsch|español|português|italiano|русский(?: язык)?|العربية|日本語|한국어|中文|简体中文|"
    r"繁体中文|繁體中文|türkçe|polski|nederlands|svenska|dansk|čeština|română|tiếng việt|ไทย|bahasa indonesia|हिन्दी|"
    r"ホーム|トップ(?:ページ)?|ニュース|政治|経済|社会|国際|スポーツ|エンタメ|芸能|地域|速報|特集|連載|動画|写真|"
    r"ビジネス|ライフ|カルチャー|メニュー|一覧(?:へ|を見る)?|次の記事(?:へ)?|前の記事(?:へ)?|次へ|前へ|記事一覧|"
    r"占い|天気|ツール|カテゴリ|アーカイブ|홈|뉴스|정치|경제|사회|국제|스포츠|연예|문화|전체|메뉴|이전|다음|목록|"
    r"startseite|lokales|anzeigen|politik|wirtschaft|kultur|sport|panorama|gesellschaft|wissen|gesundheit|reise|"
    r"wetter|mobilität|karriere|accueil|politique|économie|société|culture|monde|inicio|portada|política|economía|"
    r"sociedad|deportes|cultura|opinión|tecnología|internacional|início|esportes|mundo|главная|новости|политика|"
    r"экономика|общество|спорт|культура|anasayfa|gündem|ekonomi|spor|dünya|beranda|berita|nasional|olahraga|"
    r"strona główna|wiadomości|domů|zprávy"
)
_SECTION = rf"(?:{_SECTION_ZH}|{_SECTION_EN}|{_SECTION_ELSEWHERE})"

_MENU_WORD = (
    r"(?:首页|新闻|财经|体育|娱乐|关于我们|联系我们|登录|home|news|world|politics|business|sports?|about(?: us)?"
    r"|contact(?: us)?|ホーム)"
)

NAVIGATION: Final[tuple[Rule, ...]] = (
    Rule("skip-link", "nav",
         r"(?:skip|jump) (?:to|over|directly to) .+|跳(?:转|到|至|过|过导航)?(?:到|至)?(?:主要|正文|页面)?(?:内容|"
         r"导航|正文|主内容)(?:区块?)?|メインコンテンツ.{0,12}|コンテンツへスキップ|본문 바로가기.{0,10}|(?:zum|"
         r"direkt zum) (?:haupt)?inhalt.{0,12}|aller au contenu.{0,12}|ir al contenido.{0,12}",
         drops=("Skip to content", "Skip to main content", "跳转到内容", "跳至主要內容",
                "コンテンツへスキップ"),
         keeps=("跳过第一章也无妨", "Skip the onions if you must."), place="anywhere"),
    Rule("account-label", "nav",
         r"(?:微信)?公众号(?:新闻|文章|推荐)|(?:网易|头条|百家|搜狐|企鹅|大鱼|一点)号(?:作者|文章)?",
         drops=("公众号新闻", "頭條號", "网易号"), keeps=("公众号的故事", "公众号新闻是怎样写成的")),
    Rule("crumb-mark", "nav", r"[>»›/|·•«‹→←↑:]{1,3}", drops=(">", "»", "|"), keeps=("> 引文", "-> x")),
    Rule("crumb-trail", "nav",
         r"(?:(?:您|你)?(?:现在|当前|目前)?的?(?:所在)?位置 ?(?:[::是]|>)? ?|you are here:? ?|正在阅读: ?)[^。]*"
         r"|[^>»›‹。]{1,24}(?: ?[>»›‹→] ?[^>»›‹。]+){2,7}[>»› ]*|[^>»›。]{1,12} [>»›] [^>»›。]{1,12}|"
         r"(?:[^>»›。]{0,12}(?:首页|主页)|home|news|ホーム|トップ|홈|startseite|accueil|inicio)(?: ?[>»›→/|"
         r":·\\] ?[^>»›。|]+){1,7}[>»› ]*"
         r"|[^>»›。]{1,16} ?[>»›] ?(?:正文|详情|内容|文章|本文)|[«‹<] ?.*\| ?main ?\|.*",
         drops=("首页 > 新闻 > 正文", "當前位置:首頁>新聞", "Home / News", "Home » Reviews » Books", "新华网 > 正文",
                "ホーム > ニュース"),
         keeps=("设置>通用", "He went home/away and back.", "位置偏僻,房租便宜。"), place="head"),
    Rule("page-turn", "nav",
         r"(?:上|下|前|后)一?(?:篇|页|章|条|张|则|集|回|节)(?:文章|新闻)?(?: ?[:|>»]? ?[^。]+)?|(?:没有了|"
         r"已是最后.{0,6}|无)|(?:previous|next|older|newer|prev)(?: (?:post|article|page|story|entry|chapter|thread|"
         r"topic))?:? ?[«»→←<>]*(?: .+)?|[«←‹]+ ?.*|.*[»→›]+|第? ?\d+ ?页?(?:[ |,]+第? ?\d+ ?页?){2,}[^。]{0,12}|"
         r"\d+ (?:of|/) \d+|共 ?\d+ ?页.{0,20}|page \d+(?: of \d+)?(?: .{0,20})?",
         drops=("上一篇:春天的故事", "下一頁", "Next post: A day out", "← Older posts", "1 2 3 4 5", "Page 2 of 7"),
         keeps=("上一章我们讲到他离家出走。", "下一节课讲分数。", "3 of the 7 men spoke.")),
    Rule("section-name", "nav", _SECTION + r"[\s:>»›▼+|…\d()]*",
         drops=("首页", "財經", "影音", "部落格", "即時新聞", "Sports", "Business", "スポーツ", "更多>>", "Next"),
         keeps=("新闻学概论", "影音的歷史", "Sports day at school", "财经作家谈房价", "Business was slow."), shy=True),
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
    Rule("cou"
         "nter", "nav", r"[\d.,:+#-]{1,8}[kmw万"
         r"]?", drops=("12", "1.2万", "#1"), keeps=("1984年", "3.5公斤"), place="foot"),
)
