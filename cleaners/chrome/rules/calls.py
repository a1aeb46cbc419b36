"""What does the site want the reader to do?"""

from typing import Final

from cleaners.chrome.rules.rule import Rule

_SCAN = (
    r"(?:扫描|扫码|扫一扫|长按|识别|扫)[^。]{0,14}(?:二维码|qr ?(?:code|码)|行动条码|公众号|小程序|微信|客户端|app|"
    r"(?:打开|开启)当前页|下图|图中|名片"
    r"|读者群|读书群|交流群)"
)

CALLS: Final[tuple[Rule, ...]] = (
    Rule("qr-call", "call-to-action",
         rf"(?:请|现在|欢迎|微信|手机|立即|快|长按|扫|识别|我是)[^。]*{_SCAN}[^。]*[。!]|[^。]*{_SCAN}[^。]*"
         r"|(?:用)?(?:微信|手机)?(?:扫码|扫描|扫一扫|扫).{0,8}|(?:扫一扫|扫码),.{2,24}"
         r"|(?:微信|手机)?扫码(?:关注|下载|订阅|阅读|加|进|入|观看|领取|分享).{0,24}",
         drops=("扫描下方二维码关注我们", "微信扫码关注该文公众号作者", "長按識別二維碼", "掃一掃在手機打開當前頁面",
                "掃描下方QR Code",
                "扫一扫"),
         keeps=("扫描结果引起医生关注。", "他每天扫地。", "用户可以扫描二维码登录。")),
    Rule("follow-call", "call-to-action",
         r"[^。,如何怎样么]{0,16}(?:欢迎|请|敬请|快来|记得|点击|搜索)?(?:关注|追踪|订阅|加入)(?:我们|本站|本报|本刊|"
         r"本号|本公众号|作者|.{0,24}(?:公众号|(?:官方|我们的|本[报刊站网]的?)(?:微信|微博|社区|社群)|头条号|频道|粉丝团|"
         r"粉丝专页|粉专|脸书|官方账号|电子报|youtube|facebook|instagram))[^。]*[!。]?"
         r"|(?:关注|追踪)我们[:!]?|关注[:!]?|已?追踪|(?:按赞|赞好)(?:加入)?.{0,10}(?:粉丝团|专页|粉专)|关注问题.{0,8}|"
         r"(?:\+ ?关注|已关注|加关注|取消关注)|(?:更多|更多精彩|"
         r"更多资讯).{0,20}(?:尽在.*|(?:请|敬请|欢迎)(?:关注|点击|登录|下载|访问|搜索).*)"
         r"|(?:请)?(?:设为|设置|加)[^。]{0,6}星标.{0,20}|点(?:个|亮|击)?[\"“「]?在看[\"”」]?[吧哦呀!~。]*",
         drops=("欢迎关注我们的公众号", "關注我們", "追蹤我們的粉絲專頁", "訂閱電子報", "按讚加入粉絲團",
                "更多精彩内容,请关注官方微信", "+ 关注", "设为星标,不错过每一篇"),
         keeps=("这件事引起了广泛关注。", "如何关注公众号", "他加入了合唱团", "请关注天气变化,及时收衣。",
                "居民关注社区养老难题", "更多农民请专家上门", "点着灯在看书的人", "我加入了一个社区合唱团")),
    Rule("tap-call", "call-to-action",
         r"点击上方[^。]*|(?:点击|点|戳|点选|轻触|按)(?:这里|此处|此|上方|下方|左下角|右上角|文末|图片|链接|蓝字|"
         r"标题).{0,10}(?:原文|阅读|查看|进入|下载|提交|关注|订阅|购买|报名|展开|了解|看更多|检视|收藏)[^。]{0,24}[。!]?"
         r"|(?:点击|点|戳|点选|轻触|按).{0,6}(?:阅读原文|查看原文|阅读全文|查看全文|查看更多|了解更多|了解详情|看更多|看大图)"
         r"[^。,]{0,16}[。!]?|(?:点击|点选)(?:进入|下载|关注|订阅|购买|报名|展开|收藏|查看)"
         r"|(?:阅读|查看|浏览)(?:原文|全文)(?:链接)?[> ]*|展开(?:全文|更多|阅读|剩余.{0,8})?|(?:点击|点选)?(?:加载|"
         r"载入|查看|检视|"
         r"观看|阅读|展开|"
         r"显示)(?:更多|全部|剩余全文|剩余)[^。]{0,12}"
         r"|(?:我要)?看(?:更多|全部)(?:新闻|文章|内容|报导|影片|照片|图片|留言|评论|回应)?|(?:戳|点)这里.*[。!]?|"
         r"继续阅读|read (?:the )?(?:full|original|whole|entire) (?:story|article|post|"
         r"text).{0,20}|continue reading.*"
         r"|click here .*|続きを読む|続きは.{0,20}|もっと(?:見る|読む)|더 ?보기|weiterlesen|lire la suite|leer más|"
         r"читать далее",
         drops=("點擊閱讀原文", "阅读原文", "載入更多", "看更多", "檢視更多留言",
                "戳这里提交新闻线索和高质量文章给我们。", "继续阅读",
                "Read the full story",
                "Continue reading", "続きを読む"),
         keeps=("点击鼠标右键,选择复制。", "看更多的書才會明白", "阅读原文之后,我改变了看法。",
                "Read the full text of the law before you sign.", "按F2进入BIOS设置的方法", "点击下载失败怎么办",
                "点击“提交”,等待短信确认。")),
    Rule("like-call", "call-to-action",
         r"[^。]{0,16}(?:喜欢|觉得|如果)[^。]{0,24}(?:点个?赞|按个?赞|按赞|点亮|打赏|赞赏|喝杯咖啡|三连|"
         r"(?:请|记得|欢迎|不妨|随手|点击)[^。]{0,8}(?:收藏|转发|分享))[^。]{0,24}"
         r"|(?:enjoyed|like|liked|love) this (?:story|article|post|recipe|video)\?.*|did you (?:make|try|like|"
         r"enjoy) this .{1,20}\?.*|(?:please )?(?:support|help) (?:our|independent) (?:journalism|work|writing).*",
         drops=("觉得不错,请点亮右下角的小花", "♥ 喜歡小葵的文章,幫我按個讚吧 ♥",
                "Enjoyed this story? Share it with a friend."),
         keeps=("如果下雨,比赛改到周日。", "喜欢分享的孩子人缘好。", "我喜欢收藏老照片", "如果你愿意分享,我也愿意听",
                "He liked this story best.")),
    Rule("spam-line", "spam",
         r"[^。]*(?:代开.{0,8}发票.*(?:电话|微信|\d{3})|(?:现金网|彩金|博彩|娱乐城|百家乐|六合彩|"
         r"时时彩).{0,12}(?:开户|送|注册|投注|www|http|官网|下载|网址)|"
         r"澳门.{0,6}(?:开户|赌场).{0,8}送|无弹窗|更新速度.{0,4}最快|最快更新|求(?:月票|推荐票))[^。]*",
         drops=("某某現金網開戶送彩金", "代开各类发票,电话微信同号", "记住本站域名,看无弹窗广告最快更新",
                "求月票!求推荐票!"),
         keeps=("警方捣毁一家地下赌场。", "警方查处博彩网站十二个", "发票丢了可以补开",
                "代开发票案告破"), place="anywhere"),
    Rule("contribute-call", "call-to-action",
         r"[^。]{0,10}(?:投稿|寻求报道|(?:商务|商业|广告|品牌|市场|业务)合作|爆料|报料|新闻线索|内容合作|转载合作|"
         r"媒体合作|"
         r"加群|进群|联[系络]我们|新闻热线|联[系络]邮箱|联[系络]信箱|投稿邮箱|投稿信箱|"
         r"客服信箱)[^。:]{0,12} ?[::] ?[^。]+"
         r"|(?:欢迎|我要|在线)(?:投稿|爆料|报料|提供新闻线索)[^。]*[!。]?|提交新闻线索[^。]{0,20}"
         r"|(?:got|have) a (?:news )?(?:tip|story|correction)\b.*|contact (?:the|this) (?:author|reporter|writer|"
         r"newsroom).*|send (?:us )?(?:your )?(?:tips|feedback|letters).*",
         drops=("投稿或寻求报道:[email protected]", "商务合作:微信 example123", "歡迎投稿!",
                "Got a tip? Write to us."),
         keeps=("合作的条件有三:诚实、守时、有耐心。", "他投稿三次都没有回音。"), place="foot"),
    Rule("subscribe-call", "call-to-action",
         r"(?:subscribe|sign up|register|join)(?: (?:now|today|here|free|for free|us))?[.!]?|subscribe (?:to|via|by|"
         r"for|with|and) (?:our|the|this|my|us|rss|e-?mail|follow|get|receive|.{0,40}(?:newsletter|channel|podcast|"
         r"feed|updates|blog|magazine|e-?mail|rss|comments|posts?)).*"
         r"|(?:sign up|join|get|receive|register|subscribe).*(?:newsletters?|mailing list|e-?mail (?:updates|alerts|"
         r"list)|inbox|free trial|breaking news alerts).*"
         r"|you have (?:\d+|one|no|used all).{0,20}(?:articles?|stories).*|(?:our|the|free|daily|weekly|"
         r"e-?mail)? ?newsletters?(?: sign-?up)?|stay (?:up to date|in the loop|connected|informed).*"
         r"|follow (?:us|me|.+)(?: (?:on|at|via) .+)|follow us|connect with us|like us on .+|find us on .+|"
         r"join us on .+"
         r"|subscribe|subscriptions?|メルマガ(?:登録)?|(?:無料)?会員登録|フォロー(?:する)?|구독(?:하기)?|"
         r"newsletter abonnieren|abonnieren|abonnement|suscríbete.*|inscrivez-vous.*",
         drops=("Subscribe", "Sign up for our newsletter", "Follow us on Twitter", "Subscribe to our channel",
                "Get the day's news in your inbox"),
         keeps=("Subscribers were angry about the price.", "Subscribe to peace", "They follow us home.",
                "Join the two ends with glue.")),
    Rule("app-call", "call-to-action",
         r"(?:立即|免费|马上|点击|点选|扫码)?(?:下载|安装|打开|开启)[^。]{0,14}(?:app|客户端|应用|手机版|行动版|"
         r"小程序)[^。]{0,20}|"
         r"(?:客户端|app|手机|手机版|移动端|移动客户端)(?:下载)?"
         r"|(?:download|get|install|try) (?:the|our) .*\bapps?\b.*|(?:available|download) on (?:the )?(?:app store|"
         r"google play).*|google play|app store|mobile apps?"
         r"|[^。]{0,24}(?:现在用app看新闻|点(?:我|此|这里)下载app)[^。]{0,30}"
         r"|get it on google play|アプリ(?:を|で)?(?:ダウンロード|開く).{0,20}",
         drops=("下载客户端", "立即下載APP", "Download our app", "Get it on Google Play", "打开APP阅读全文",
                "不用抽 現在用APP看新聞 天天中獎 點我下載APP 按我看活動辦法"),
         keeps=("下载的文件在桌面上。", "許多老人現在用APP看新聞。", "他用App看新聞",
                "Get the apples from the cellar."), shy=True),
    Rule("advert-mark", "promo",
         r"(?:广告|工商广告|推广|赞助|赞助商|赞助商链接|赞助内容|广告位.{0,6}|advertisements?|advert|"
         r"sponsored(?: (?:by .+|"
         r"content|links|post))?|ads? by .+|promoted|paid content|partner content|\[?ad\]?|adchoices|ad choices|"
         r"スポンサー(?:ド)?(?:リンク)?|広告|[【\[]?pr[】\]]?|광고|anzeige|werbung|publicité|publicidad|реклама|"
         r"pubblicità)"
         r"(?:[ -]+(?:scroll to continue|continue reading below|story continues below|article continues below))?" ,
         drops=("广告", "Advertisement", "Sponsored content", "広告", "Anzeige"),
         keeps=("广告是一门艺术", "Advertisement costs rose.", "推广普通话"), shy=True, place="anywhere"),
    Rule("continues-mark", "promo",
         r".{0,6}请?继续往下阅读.{0,4}|(?:article|story|report|text) continues (?:below|after) ?.*|"
         r"(?:this advertisement has not loaded yet|we apologize, but this video has failed to load).*"
         r"|(?:your browser does not support|please enable (?:javascript|cookies|js|your)|"
         r"javascript is (?:disabled|required|turned off|not (?:enabled|available|supported))|"
         r"try refreshing your browser).*|scroll (?:down )?to continue.*|article content",
         drops=("Article continues below", "Story continues after advertisement",
                "Please enable JavaScript to view this page."),
         keeps=("The article continues to be read.", "JavaScript is single-threaded: one call stack.",
                "Please enable the service first."), place="anywhere"),
    Rule("shop-call", "promo",
         r"(?:立即|马上|点击)(?:购买|抢购|报名|咨询|领取|体验|预约|试用|沟通|投递|应聘)[^。]{0,20}|感兴趣|"
         r"投(?:递|个)?简历|(?:shop|buy|order|enroll|book|"
         r"donate|apply) now[!.]?|add to (?:cart|basket|wishlist)|donate|support us|become a member.*|加入购物车",
         drops=("立即购买", "立即報名", "Shop now", "Add to cart", "立即沟通", "感兴趣"),
         keeps=("购买之前要先试穿。", "感兴趣的人不多", "投简历之前先问价",
                "Buy now and pay later schemes are risky."), shy=True),
)
