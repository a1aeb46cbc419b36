"""Which buttons, counters and forms does a page carry?"""

from typing import Final

from cleaners.chrome.rules.rule import Rule

_NETWORK = (r"(?:qq空间|qq好友|qzone|qq|微信好友|微信朋友圈|微信|朋友圈|新浪微博|腾讯微博|网易微博|搜狐微博|凤凰微博|"
r"人人网|开心网|豆瓣|百度空间|朋友网|微博|百度贴吧|贴吧|知乎|抖音|快手|小红书|b站|今日头条|头条|复制链接|复制连结|"
r"脸书|推特|噗浪|plurk|电邮|一键通|"
r"更多平台|"
            r"facebook|twitter|x|linkedin|reddit|pinterest|tumblr|instagram|youtube|whatsapp|telegram|flipboard|"
            r"digg|stumbleupon|delicious|del\.icio\.us|google ?\+?|messenger|snapchat|tiktok|threads|mastodon|"
            r"bluesky|line|weibo|wechat|email|e-mail|mail|print|copy(?: link| url)?|link|rss|flickr|vimeo|xing|"
            r"pocket|hatena|はてな(?:ブックマーク)?|ツイート|シェア|카카오톡?|페이스북|트위터|네이버|밴드|вконтакте|"
            r"одноклассники|телеграм|فيسبوك|فيس بوك|تويتر|واتساب|تيليجرام|تلغرام|फेसबुक|ट्विटर|व्हाट्सएप|"
            r"เฟซบุ๊ก|ทวิตเตอร์|ไลน์)")
_N = r"[\d.,万千kmw+]*"

TOOLS: Final[tuple[Rule, ...]] = (
    Rule("reaction-row", "share",
         rf"(?:(?:点赞|按赞|赞好|赞|收藏|喜欢|顶|踩|转发|转寄|评论|留言|分享|举报|检举|回复|回覆|回应|打赏|在看|推荐|"
         rf"添加评论|新增评论|邀请回答|好问题|赞同|支持|"
         rf"反对|引用|评分) ?[:(]? ?{_N} ?[)]?[ |/·]*){{3,}}(?:收起)?"
         r"|share improve this (?:question|answer).*|(?:(?:reply|quote|like|share|report|edit|flag|upvote|downvote|"
         r"save|follow|award|hide)[ |·]*){3,}|(?:reply|like) (?:quote|like|share|report|reply)|quote reply",
         drops=("收藏 分享 顶 踩", "讚好 回覆 分享", "好问题 12 邀请回答 添加评论 分享 举报",
                "share improve this answer follow",
                "Reply Quote"),
         keeps=("收藏与分享", "Reply to the letter", "点赞的人", "Save report"), place="anywhere"),
    Rule("thread-tool", "widget",
         r"(?:(?:只看该作者|只看楼主|倒序浏览|阅读模式|复制(?:链接|连结)|电梯直达|显示全部楼层|使用道具|"
         r"上传视频)[ |]*)+|(?:编辑|播报|锁定|讨论|上传视频|收藏)(?:[ |]+(?:编辑|播报|锁定|讨论|上传视频|收藏|"
         r"查看我的收藏))+|\[?edit source\]?"
         r"|发表于 ?[\d: 年月日/-]{8,24}[ |]*(?:只看|显示|来自|回复).{0,24}"
         r"|(?:asked|answered|edited|modified) (?:on )?(?:\p{L}{3} \d{1,2}|(?:\d+|an?) \w+ ago)[^,.]{0,40}|"
         r"add a comment|active oldest votes|\d+ answers?|"
         r"\d+ ?个回答(?: .{0,8})?"
         r"|※ ?(?:发信站|文章网址|编辑|转录).*|from ?: ?\d+\.\d+\.\d+\.\d+.*",
         drops=("只看該作者 倒序瀏覽", "複製連結", "编辑 锁定 讨论", "发表于 2014-6-11 22:40 | 只看该作者",
                "answered Apr 2 '13 at 14:50 someone",
                "※ 發信站: 某站(bbs.example)"),
         keeps=("编辑部的故事", "He answered in April.", "Edit the file and save it.", "12 34 56",
                "Asked about it a week ago, he said that nothing had been decided."), place="anywhere"),
    Rule("edit-mark", "widget", r"编辑|播报|\[?edit\]?",
         drops=("编辑", "[edit]"), keeps=("编辑部", "Edit the file."), place="anywhere", shy=True),
    Rule("share-bar", "share",
         rf"(?:分享|转发|分享到|分享至|推荐到|一键分享|分享给.{{0,6}}|分享本文|share(?: (?:this|on|via|to|with|it|"
         rf"now|article|story|post|page|this (?:article|story|post|page|on|with|via|link)))?|email(?: this)?|send to|"
         rf"テレビ共有|シェア(?:する)?|共有|공유(?:하기)?|teilen(?: auf| bei| via| über)?|merken|drucken|"
         rf"partager(?: cet article)?(?: sur| par| via)?|compartir(?: en| por| vía)?|compartilhar(?: n[oa]| em| por)?|"
         rf"condividi(?: su| via)?|delen(?: op| via)?|поделиться(?: в| во)?|udostępnij(?: na)?|paylaş|bagikan(?: ke)?|"
         rf"مشاركة|شارك|शेयर(?: करें)?|แชร์) ?:?(?: ?[-|"
         rf"·,/:]? ?{_NETWORK}){{0,14}}[ .>»]*{_N}"
         rf"|(?:(?:share|tweet|pin|post)(?: (?:on|to|via|it))?!? (?:{_NETWORK} ?)?){{2,}}(?:{_NETWORK}|print|save|"
         rf"yum)?|(?:tweet|pin it!?|merken|drucken|yum|友善列印|转寄(?:好友)?|列印|url|复制|복사|카카오스토리|"
         rf"ツイート|ブックマーク)"
         rf"|{_NETWORK}(?: ?[-|·,/]? ?{_NETWORK}){{0,14}}"
         rf"|(?:auf|bei|in|via|über) {_NETWORK} teilen"
         rf"|(?:share|tweet|pin|post|like|email|save|print|follow)(?: (?:this|it|us|on|via|to|with))*(?: {_NETWORK}|"
         rf" .{{0,24}}(?:friends?|article|story|post|page))?(?: \([^)]+\))?"
         rf"|.{0,12}打开微信.*扫一扫.*|分享让更多人看到|分享至好友和朋友圈|(?:请)?点[击选]右上角.{{0,20}}|"
         rf".{{0,16}}即可将网页分享至朋友圈|点击浏览器下方.*|分享到.{{0,10}}",
         drops=("分享到:微博 微信 QQ空间", "分享到", "Share this article", "Facebook", "Share on Twitter", "Tweet",
                "シェアする", "Compartir en Facebook", "Compartilhar no WhatsApp", "Teilen auf Facebook",
                "Auf Facebook teilen", "Partager sur Twitter", "فيسبوك", "फेसबुक"),
         keeps=("Compartir el pan", "Partager sur la place", "Teilen auf zwei", "分享一个故事",
                "Share the dough among six bowls.", "他在微信上说好",
                "Twitter was founded in 2006."), shy=True),
    Rule("reaction-bar", "share",
         rf"(?:(?:点赞|按赞|赞好|赞|收藏|喜欢|顶|踩|转发|转寄|评论|留言|分享|举报|检举|回复|回覆|回应|打赏|在看|投诉|"
         rf"阅读|"
         rf"浏览|点阅|人气|投币|推荐|转载|鼓掌|"
         rf"有用) ?[:(]? ?{_N} ?[)]?[ |/·]*)+"
         rf"|{_N} ?(?:人?(?:赞同了?(?:该|这个)回答|点赞|赞|喜欢|收藏|参与|觉得有用|阅读|浏览|次阅读|次浏览|关注|"
         rf"已阅读|跟贴|评论|留言|回复|回覆|回应))(?: ?{_N})?|已赞.{{0,8}}|觉得.{{0,6}}赞.{{0,6}}"
         rf"|(?:[\d.,]+[km]? )?(?:likes?|shares?|views?|upvotes?|retweets?|favou?rites?|bookmarks?|dislikes?|votes?|"
         rf"reactions?)(?: ?[:(]? ?[\d.,]+[km]?\)?)?|いいね!?{_N}|좋아요 ?{_N}",
         drops=("点赞 收藏 分享", "讚 12", "回覆", "檢舉", "人氣(1204)", "123人点赞", "12 Likes", "收藏", "举报"),
         keeps=("收藏家去世了", "人氣很旺", "He likes it", "推荐三本书"), shy=True),
    Rule("font-tool", "widget",
         r"[【(]?(?:调整)?(?:字号|字体|字型|字级|文字)(?:大小)?(?:调整|设定)?[:：]?(?:[ \[\]|/()]*(?:】|超?特?大|中|"
         r"小|放大|"
         r"打印本页|关闭窗口|正常|缩小|标准|默认|打印|列印|恢复|t|\+|-|加大|分享|关闭))*[ \]|/()]*|(?:大 ?中 ?小|"
         r"t ?\+ ?-|"
         r"a ?[-+] ?a? ?[-+]?|a+ a+(?: a+)?|小字号|大字号|(?:缩小|放大|正常|标准)(?:字体|字型|字级)?(?: (?:缩小|放大|"
         r"正常|"
         r"标准)(?:字体|字型|字级)?)+(?: .*)?)"
         r"|(?:text|font) size.{0,20}|(?:打印|列印|打印本页|打印本文|打印文章|关闭窗口|关闭|收藏本文|推荐给朋友|"
         r"(?:打印|列印) (?:字体|字型):? ?.{0,24}|关闭视窗)(?:[ |·\[\]/]+(?:打印|关闭|收藏|分享|复制|推荐).{0,10})*|"
         r"文字サイズ.{0,10}|(?:print|"
         r"e-?mail|save|bookmark|cite|listen)(?: (?:this|article|page|story|it))*(?:[ |·/]+(?:print|e-?mail|save|"
         r"share|bookmark)(?: (?:this|article|page|story))*)*|printer[- ]friendly.{0,20}|글자 ?크기.{0,10}|"
         r"(?:글자 ?(?:크게|작게|크기) ?)+(?:인쇄)?|인쇄",
         drops=("字号 大 中 小", "字體大小:", "字級設定:小 中 大", "字型:大 中 小", "打印 字体: 放大 正常 缩小 分享",
                "A- A+", "T + -", "Print this page",
                "文字サイズ"),
         keeps=("字体设计师的一天", "大中小城市都下了雪", "Print was his first love")),
    Rule("reader-count", "widget",
         r"关注者 ?\d.*|(?:(?:阅读|字数|预计|浏览|评论|点赞|时长)(?:时间)? ?:? ?[\d.,]+[k万]? ?(?:分钟|字|次)?[ ·|"
         r"]*){2,}|(?:阅读|浏览|点击|点阅|访问|查看|检视|观看|播放|人气|阅读量|浏览量|点击量|热度)(?:(?:次数|数|量|"
         r"率|时间|时长|人次|人数)?(?: ?: ?| |\()"
         r"|次数|人次)[约(]?\d[\d.,万]*\)? ?(?:次|人|分钟|字|万)?(?:[ |·,/][^。]{0,16})?"
         r"|(?:阅读|读完?|听完?)(?:本文|全文|本篇)?(?:大概|大约|预计)?(?:约|需要?|约需要?) ?\d+ ?分钟.{0,4}|(?:本文|"
         r"全文)?(?:约|"
         r"共) ?\d+ ?字.{0,24}|\d+[ -]?min(?:ute)?s?(?: to)? read(?:ing)?(?: time)?|(?:estimated )?(?:reading|"
         r"read) time:? .{1,24}|"
         r"views?: ?[\d,]+"
         r"|(?:was|is|did you find) this (?:page|article|information|answer) (?:useful|helpful)\??.*|\d+ ?(?:posts?|"
         r"topics?|replies)(?: .{0,20})?|viewed [\d.k]+ times|t大|t小|글자 ?(?:크게|작게)|友善打印"
         r"|\d{1,2}:\d{2} ?/ ?\d{1,2}:\d{2}|(?:播报|编辑|讨论|上传(?:视频|影片)| )+|(?:听新闻|语音播报|朗读|倍速|"
         r"[0-9.]+x|"
         r"播放|暂停)|(?:listen|play|pause|mute|unmute)(?: to (?:this )?(?:article|story|post)| now| audio| video|"
         r" all| episode)?"
         r"(?: ?\(?\d[\d: ]*(?:min(?:ute)?s?)?\)?)?|0:00",
         drops=("浏览次数:1234", "點閱次數:1234", "瀏覽人次:1234", "閱讀 1.2万", "5 min read", "Views: 1,204",
                "00:00 / 03:15"),
         keeps=("阅读三遍之后我哭了", "5 minutes later he was gone", "编辑工作很辛苦", "10 minutes",
                "阅读100本书的方法",
                "Listen to the rain", "播放10次")),
    Rule("state-line", "widget",
         r"(?:正在)?(?:加载|载入|读取)中.{0,12}|(?:数据|资料|页面|图片|视频|影片|调查问题)(?:正在)?(?:加载|"
         r"载入)(?:中.{0,8})?|(?:出错了|网络错误|"
         r"加载失败).{0,20}|若长时间无响应.{0,12}|loading(?: .{0,20})?[.…]*|please wait[.…]*|close(?: (?:menu|this|"
         r"dialog|modal|x))?|menu|toggle (?:navigation|menu|search).{0,10}|(?:open|show|hide|expand|"
         r"collapse)(?: (?:menu|navigation|more|less|all|search|sidebar|image))|view (?:all|profile|image|gallery|"
         r"full.{0,20}|comments|more|larger.{0,20})"
         r"|show (?:more|less|all)|see (?:all|more)(?: .*)?|load more.{0,20}|cancel|submit|settings|notifications?|"
         r"manage notifications|clear all|always active|dismiss|accept(?: all)?(?: cookies)?|reject all|got it!?|"
         r"確定|确定|取消|提交|关闭|返回|重置|重设|复制|发送|送出|发布|确认|保存|储存|编辑|删除|隐藏|展开|收起|"
         r"\[?(?:edit|hide|"
         r"show)\]?|閉じる|キャンセル|닫기|schließen|fermer|cerrar",
         drops=("加载中...", "載入中...", "送出", "Loading...", "Close", "取消", "提交", "Show more", "閉じる"),
         keeps=("关闭的工厂重新开张", "Close to the river stood a mill", "加载货物的卡车",
                "Submit to no one"), shy=True),
    Rule("search-form", "form",
         r"搜[索寻](?:你|您|文章|关键|内容|商品|用户|题目|问题).{0,12}|(?:站内|全站|全文|进阶|网站)?(?:搜索|搜寻|检索|"
         r"搜一搜|查询)(?:框|"
         r"按钮|全站|本站|结果)?[…. ]*|(?:请)?(?:输入|填写).{0,14}(?:关键[词字]|密码|内容|邮箱|验证码|手机号.{0,4}|"
         r"用户名|使用者名称|电子邮件.{0,4}|搜索.{0,6}|标题|昵称).{0,10}|search(?: (?:this|the|our) (?:site|blog|"
         r"website|forums?|page|archive)|"
         r" for| form| site| here| forums?| [\w-]+\.(?:com|org|net))?[:.… ]*(?:\[? ?(?:go|search|submit) ?\]?)?|go|"
         r"type and (?:hit|press) enter.{0,20}|to search, type .{0,20}"
         r"|(?:your )?(?:e-?mail(?: address)?|website|username|user name|password|zip code)(?: ?\*+)?"
         r"|(?:your )?(?:name|message|subject|comment|phone|url|first name|last name|e-?mail|website)"
         r" ?(?:\*+|\(required\)|\(optional\)|\(will not be published\)|\(required, .+\))"
         r"|your email address will not be published.*|required fields are marked.{0,10}|"
         r"mail \(will not be published\).{0,20}|ブログ内検索|サイト内検索|站内搜索|save my name, email.*|"
         r"notify me of .*|(?:post|submit|send|add) (?:comment|reply|message|form|it)|click here to cancel reply\.?|"
         r"enter your .+|検索(?:する)?|검색|suche[n]?|rechercher?|buscar|поиск|cerca|zoeken|szukaj|ara",
         drops=("搜索", "請輸入關鍵字", "站內搜尋", "進階搜尋", "Search this site",
                "Your email address will not be published. Required fields are marked *",
                "Name (required)", "Post Comment", "検索"),
         keeps=("搜索队找到了他们", "Search parties left at dawn", "Name the three kings of Jin."), shy=True),
    Rule("login-call", "login",
         r"(?:用户|使用者|会员|一键|快速|免费|立即|马上|请先?|微信|qq|微博|脸书|facebook|google|line|密码|账号|邮箱|"
         r"下次自动|我要|重新)?(?:登录|登入|"
         r"注册|注销|退出|登出|登陆)(?:[ /|、·或]*(?:登录|登入|注册|登陆|免费注册|立即注册|退出))*(?:账号|帐号|会员|"
         r"中心|后台)?[>» ]*"
         r"|(?:忘记|找回|修改)密码[??]?|还?没有账号.{0,12}|已有账号.{0,12}|未成为会员.{0,12}|成为会员|加入会员|"
         r"会员中心|个人中心|我的(?:账户|账号|帐户|帐号|收藏|首页|消息|讯息|主页|订单|评论|追踪|空间|邮箱|博客|部落格|"
         r"社区|社群)"
         r"|(?:sign|log)[ -]?(?:in|out|up|on|off)(?: ?(?:/|or|\|) ?(?:sign up|register|sign in|log ?in|join|"
         r"subscribe))*(?: (?:here|now|to .+|with .+))?[.!]?|login(?: / register)?|logout|register(?: (?:here|now|"
         r"free))?|(?:create|open)(?: an?| your)?(?: free)? account|my (?:account|profile|library|lists?)|"
         r"your account|account|(?:forgot|lost|reset)(?: your| my)? (?:password|username)\??|remember me|(?:already|"
         r"not) (?:a (?:member|subscriber)|have an account|registered).*|member login|become a member|new user\?.*"
         r"|ログイン(?:する)?|ログアウト|新規登録|会員登録|マイページ|로그인|회원가입|로그아웃|anmelden|"
         r"registrieren|connexion|se connecter|iniciar sesión|entrar|войти|регистрация|accedi|registrati|giriş yap|"
         r"üye ol|inloggen|zaloguj.{0,6}|masuk|daftar|تسجيل (?:الدخول|حساب)|लॉग ?इन(?: करें)?|เข้าสู่ระบบ|สมัครสมาชิก|"
         r"ออกจากระบบ",
         drops=("登录 / 注册", "立即註冊", "忘记密码?", "Log in", "Sign up", "My account",
                "Already have an account? Log in", "ログイン"),
         keeps=("登录月球的第一人", "Sign your name here and wait.", "注册公司需要三个月",
                "How do I log in?"), shy=True),
    Rule("login-to-comment", "login",
         r"(?:您|你)?(?:需要|必须|请|须)?(?:先|按此|点此|点击)?(?:登录|登入|注册|登陆)(?:后|之后|才|并|以|才能|方可|"
         r"即可|发表|参与)+[^。]{0,16}(?:留言|评论|发表|回复|回帖|发帖|跟贴|发言|(?:查看|阅读)(?:全文|全部|更多|完整|附件|大图|精彩)).*"
         r"|.*(?:登录|"
         r"登入)(?:后|以)(?:留言|评论|发表评论|回复).*"
         r"|(?:you must|please|you need to|to|want to).{0,10}(?:log(?:ged)? ?in|sign(?:ed)? ?in|register(?:ed)?|"
         r"be logged in|login|be a member).*(?:comment|reply|replies|to post|continue reading|"
         r"view (?:links|images|attachments|this|the)|join the (?:discussion|conversation)).*|"
         r"log in to (?:reply|comment|post|vote).{0,20}"
         r"|(?:留言|评论|回复|发言|发帖)(?:前)?(?:须|需|请)(?:要)?先?(?:登录|登入|注册).{0,12}",
         drops=("請按此登錄後留言。未成為會員? 立即註冊", "登录后才能发表评论",
                "You must be logged in to post a comment.",
                "Log in to comment"),
         keeps=("用户登录后系统记录时间。", "登录后查看订单详情", "He logged in and read his mail.",
                "You need to register before you can vote."), place="foot"),
    Rule("picture-name", "logo",
         r"(?:.* )?logo(?: image)?|.{0,10}logo图?|(?:二维码|头像|avatar|gravatar|image|img|icon|favicon|图标|"
         r"qr ?code|placeholder|thumbnail|封面图?|微信二维码|公众号二维码|官方微信|官方微博)|[\w-]+\.(?:jpe?g|png|"
         r"gif|webp|svg|bmp)",
         drops=("logo", "Example News logo", "二维码", "banner_01.jpg"),
         keeps=("logotherapy", "The image of a king", "照片"), shy=True),
)
