"""Under which headings do sites put what is not the article?"""

from typing import Final

from cleaners.chrome.rules.rule import END, Rule

_RELATED_ZH = (
    r"(?:今日|本周|本月|往期|近期|精彩|热门|热点|最新|更多|更多精彩|相关|延伸|推荐|编辑|站内|其它|其他|同类|"
    r"为您|为你|原创|好文|精选|小编|首页|网友|本站|最近|随机|特别|头条|今日好文|今日热点|24小时|一周|实时|关联|深度|"
    r"即时|人气|焦点|最夯)"
    r"(?:的)?(?:热门|热点|精彩|精选|最新|好文|相关|新闻|文章|资讯|内容|主题|视频|影片|影音|图文|商品|产品|阅读|话题|"
    r"点击|"
    r"点阅)?"
    r"(?:阅读|文章|新闻|报道|报导|推荐|推介|荐读|荐文|精选|回顾|图集|排行榜?|热文|热议|热榜|帖子|好文|速递|看点|博文|"
    r"稿件|影片|影音)"
    r"|内容推荐|猜你(?:喜欢|想看|感兴趣)|(?:您|你|大家|其他人|别人|网友|读者)(?:可能|也许|或许|还)?(?:会|也|都)?"
    r"(?:喜欢|感兴趣|有兴趣|在看|在读|想看|想知道)"
    r"(?:的|的文章|的内容)?"
    r"|更多(?:相似|类似|同类)(?:职位|岗位|房源|商品)|(?:相似|类似)(?:职位|岗位|房源|商品)(?:推荐)?"
    r"|看(?:过|完|了)(?:本文|该文|此文|这篇文章|这个|[此该](?:房|房源|小区|商品|职位))?的?(?:人|用户|网友)?还(?:看|喜欢|关注)(?:了|过)?.{0,6}|看了又看"
    r"|(?:阅读|点击|点阅|浏览|热门|热度|人气|24小时|本周|新闻|文章)排行榜?|大家都在(?:看|搜|聊)|换一换|换一批"
    r"|看看.{0,4}还.{0,8}|(?:今日)?头条(?:推荐|号推荐).{0,20}|随便看看|热点追踪推荐|同期(?:精选|推荐)"
    r"|(?:本版|本期)(?:其他|其它|更多)?(?:稿件|文章|新闻)|最新快讯|同类热门|(?:友情|友站|好站)(?:链接|连结)|合作伙伴|"
    r"合作媒体"
)
_LISTED_ZH = (
    r"推荐|(?:热门|热点|最新|更多|相关|推荐|其它|其他|同类|重点|周边|精彩|关联|最近|随机|本周|今日)(?:的)?"
    r"(?:资讯|内容|话题|视频|影片|影音|图片|专题|消息|讯息|要闻|热点|动态|主题|游戏|产品|下载|搜索|搜寻|攻略|问答|问题|"
    r"词条|信息|商品|"
    r"课程|"
    r"知识|标签|城市|关键词|关键字|博客|部落格|网志|作品|人物|机构|企业|品牌|服务)"
)
_REMARK = r"(?:评论|跟贴|跟帖|留言|点评|回应|回响|迴响)"
_REMARKS = r"(?:评论|跟贴|跟帖|留言)"  # which alone above other lines are no text's heading
_RELATED_EN = (
    r"(?:you (?:may|might|could|will|'ll) (?:also )?(?:like|enjoy|love|be interested in)|recommended(?: for you|"
    r" by .{1,20})"
    r"|(?:related|recommended|popular|trending|latest|recent|similar|featured|top|suggested|more related|"
    r"more popular|more recent|other|more) (?:articles?|stories|posts?|news|links?|content|reading|videos?|"
    r"headlines|coverage|entries|reads|threads|searches|stuff|blogs?|blog posts|stories from [^.]{1,24}|galleries)"
    r"|related(?: to this (?:story|article|topic))?|most (?:read|popular|viewed|shared|commented|e-?mailed|recent|"
    r"watched|"
    r"discussed)(?: .{1,20})?|(?:read|see|watch|up) next|what to read next|read (?:more|also)|also (?:read|"
    r"on [^.]{1,20})"
    r"|more (?:from|like|by|news from|stories from|articles by|posts by) [^.]{1,28}|more to (?:read|"
    r"explore)"
    r"|editor'?s?'? ?(?:picks?|choice)|(?:from )?around the web|from the web|in case you missed it"
    r"|trending(?: now| topics| on [^.]{1,20}| stories)?|popular(?: now| this week| on [^.]{1,20}| in [^.]{1,20})?|"
    r"keep reading"
    r"|promoted (?:stories|links|content)|sponsored (?:stories|links|content)|from our (?:partners|sponsors|network)"
    r"|elsewhere on [^.]{1,24}|explore more|hot topics|what'?s (?:hot|trending)|blogroll|people also (?:ask|read|"
    r"viewed)|linked|hot network questions)"
)
_RELATED_ELSEWHERE = (
    r"mehr zum thema|(?:das )?(?:könnte|dürfte) (?:sie|dich|euch) auch interessieren|lesen sie (?:auch|mehr|dazu)|"
    r"lies auch"
    r"|(?:weitere|verwandte|ähnliche|passende) (?:artikel|themen|beiträge|nachrichten|meldungen)|meistgelesen.{0,20}"
    r"|(?:à|a) (?:lire|voir) (?:aussi|également)|sur le même (?:sujet|thème)|articles? (?:liés|similaires|connexes|"
    r"associés)"
    r"|vous (?:aimerez|pourriez) aussi.{0,20}|les plus lus|dans la même rubrique"
    r"|(?:artículos|noticias|temas|contenidos?) relacionad[ao]s?|(?:también )?te (?:puede|podría) interesar|"
    r"lo más (?:leído|visto)"
    r"|(?:lee|leer|lea) (?:también|más)|más (?:noticias|leídas|vistas)|leia (?:também|mais)|veja (?:também|mais)"
    r"|(?:notícias|artigos|matérias|assuntos|conteúdos?) relacionad[ao]s|mais lidas|(?:leggi|vedi) anche|"
    r"articoli correlati"
    r"|potrebbe(?:ro)? interessarti.{0,10}|i più letti|lees (?:ook|meer|verder)|gerelateerde? (?:artikelen|"
    r"berichten)|meest gelezen"
    r"|читайте (?:также|ещё|еще)|(?:материалы|новости|статьи) по теме|похожие (?:статьи|новости|материалы|записи)|"
    r"по теме"
    r"|ilgili (?:haberler|konular|yazılar)|benzer (?:haberler|yazılar|konular)|çok okunanlar|"
    r"bunlar da ilginizi çekebilir"
    r"|baca juga|(?:artikel|berita) (?:terkait|terpopuler|lainnya)|terpopuler"
    r"|(?:czytaj|zobacz|przeczytaj) (?:też|także|również|więcej)|(?:powiązane|podobne) (?:artykuły|tematy|wpisy)|"
    r"najczęściej czytane"
    r"|čtěte (?:také|dále)|mohlo by vás (?:také )?zajímat|související (?:články|témata)|nejčtenější|læs også|"
    r"mest læste|läs (?:också|även|mer)|mest lästa"
    r"|اقر[أا] (?:أيضا|ايضا|أيضًا|المزيد)|(?:مواضيع|أخبار|مقالات) ذات صلة|الأكثر قراءة|यह भी पढ़ें|ये भी पढ़ें|"
    r"संबंधित (?:खबरें|समाचार|लेख)"
    r"|(?:関連|おすすめ|お勧め|人気|最新|新着|注目|ピックアップ|オススメ|その他)の?(?:記事|ニュース|リンク|"
    r"トピックス?|キーワード|コンテンツ|情報|写真|動画|投稿|エントリー)(?:一覧|ランキング)?"
    r"|(?:あわせて|合わせて|こちらも|次に)読みたい.{0,4}|あなたにおすすめ.{0,10}|(?:アクセス|記事|人気|総合|週間|"
    r"閲覧)?ランキング|よく読まれている.{0,6}|こちらもおすすめ"
    r"|(?:관련|추천|인기|최신|주요|다른|많이 본|함께 보면 좋은|이 시각) ?(?:기사|글|뉴스|콘텐츠|영상|포스트|링크)|"
    r"많이 본 뉴스|실시간 인기 ?(?:기사|뉴스)?"
    r"|(?:tin|bài|bài viết|chủ đề) (?:liên quan|cùng chuyên mục|mới nhất|nổi bật)|(?:xem|đọc) (?:thêm|nhiều nhất)"
    r"|(?:ข่าว|บทความ|เรื่อง)(?:อื่น ๆ ?)?(?:ที่เกี่ยวข้อง|แนะนำ)"
)

HEADINGS: Final[tuple[Rule, ...]] = (
    Rule("references-heading", "references",
         r"(?:主要)?(?:参考|引用|引文|资料|图片|图|图文|素材|数据|消息|新闻)?(?:、?(?:资料|图片|数据))?"
         r"(?:链接|连结|文献|资料|来源|出处|阅读链接|书目|资料来源|文章来源)(?:及链接|与链接|和来源)?" + END +
         r"|(?:references?|bibliography|works cited|sources?|citations?|literature cited|"
         r"further (?:references|reading))" + END +
         r"|(?:参考文献|参考资料|出典|脚注|참고 ?문헌|참고 ?자료|출처|einzelnachweise|quellen|références|referencias|"
         r"bibliografía"
         r"|referências|riferimenti|литература|источники|примечания|kaynakça)(?: ?\[编辑\])?" + END,
         drops=("参考链接", "參考資料:", "圖片、資料來源:", "References", "参考文献[编辑]"),
         keeps=("参考文献的格式有三种。", "資料來源不明的說法很多", "References to other works are rare."),
         place="foot", block="references", moves=True),
    Rule("links-hea"
         "ding", "related-links", r"(?:相关|外部|参考|扩展|"
         r"延伸)(?:链接|连结)" + END + r"|(?:external |related |useful )?links" + END,
         drops=("相关链接", "外部鏈接", "相關連結", "External links"),
         keeps=("链接两岸的桥", "Links in the chain broke."), block="tail", weak=True),
    Rule("related-inline", "related-links",
         r"[(\[【]?(?:相关|延伸|推荐|更多|扩展|拓展|往期)(?:阅读|报道|报导|文章|新闻|推荐|精彩|回顾) ?[:|"
         r"】丨] ?[^。《]{2,}"
         r"|(?:read (?:more|also|next)|also read|related(?: (?:story|article|post|reading))?|more on this)"
         r"(?: ?: ?| ?\| ?)[^.]{4,}[?!]?"
         r"|(?:lees ook|lesen sie auch|lies auch|à lire aussi|lire aussi|leia também|leggi anche|lee también|"
         r"читайте также|baca juga|czytaj też|zobacz też|čtěte také|関連記事|관련 ?기사) ?[:|] ?.{3,}",
         drops=("相关阅读:一座城市的早晨", "延伸閱讀|雨中的車站", "Read more: How the bridge was built",
                "Baca juga: Hujan di kota"),
         keeps=("相关阅读:本书第三章和第五章都讲到了这一点。", "Read more books.",
                "See also: enthalpy", "Recommended: 8 GB of memory", "推荐阅读:鲁迅《故乡》"), place="anywhere"),
    Rule("related-heading", "related-links", rf"(?:{_RELATED_ZH})" + END,
         drops=("相关阅读", "相關閱讀:", "今日好文推荐", "为您推荐", "猜你喜欢", "延伸閱讀", "更多新聞 >>",
                "内容推荐", "热门文章",
                "大家都在看", "其他人也在看", "相關影音", "友站連結", "更多相似职位", "看过此房的人还看了"),
         keeps=("相关部门表示", "推荐这本书的理由", "更多的人来了", "延伸閱讀的意義在於思考。",
                "热门文章是怎样写成的", "其他问题", "类似商品的价格差三倍", "更多职位"),
         block="tail"),
    Rule("list-heading", "related-links",
         rf"(?:{_LISTED_ZH}|(?:related|popular|latest|recent|similar|featured|top|other|more) (?:questions|products|"
         rf"items|"
         r"discussions|books|resources|events|features|pages|topics?)|more (?:on|in|about) [^.]{1,28}|"
         r"don'?t miss(?: this| out)?|what'?s new|recommended|[扩拓]展阅读|内容回顾)" + END,
         drops=("推荐", "热门话题", "其他問題", "熱門搜尋", "Related questions", "More on World"),
         keeps=("推荐信", "重点内容有三项", "Other questions remain."), block="tail", weak=True),
    Rule("related-heading-en", "related-links", _RELATED_EN + END,
         drops=("Related articles", "You may also like", "More from Business", "Read next", "Most popular",
                "Trending now", "Editor's picks"),
         keeps=("Related work has shown this to be false.", "More than a hundred came", "You may also like it cold.",
                "Popular music"),
         block="tail"),
    Rule("related-heading-elsewhere", "related-links", rf"(?:{_RELATED_ELSEWHERE})" + END,
         drops=("関連記事", "あわせて読みたい", "관련 기사", "Mehr zum Thema", "À lire aussi",
                "Читайте также:", "Artículos relacionados", "Baca juga:"),
         keeps=("関連する法律は三つある。", "관련 기사에 따르면", "Mehr zum Thema steht im Buch.", "По теме урока"),
         block="tail"),
    Rule("comments-heading", "comments",
         r"(?:网友|最新|热门|最热|全部|精彩|精选|用户|使用者|读者|文章|热评|我来|发表|张贴|新增|添加|参与|查看|检视|"
         r"写|我要|"
         r"所有|本文|脸书|facebook ?)"
         rf"{_REMARK}(?:列表|区|专区|详情|一下|一览)?(?: ?[(\[]? ?\d* ?[条则个笔]?[)\]]?)?" + END +
         rf"|{_REMARK}(?:(?:列表|区|专区|详情)(?: ?\(\d+\))?| ?[(\[]? ?\d+ ?[条则个笔]?[)\]]?)" + END +
         r"|我来说两句.{0,12}|发表(?:您|你)?的?(?:评论|看法|意见|留言|回应).{0,4}|(?:共有?|已有|目前有) ?\d+ ?"
         rf"(?:条|人|位|则|个|笔)?.{{0,6}}{_REMARK}.{{0,10}}|\d+ ?(?:条|则|个|笔){_REMARK}.{{0,24}}|"
         rf"文明上网.{{0,8}}(?:评论|发言|跟[帖贴]).*|"
         rf"网友评论仅供.*"
         rf"|(?:还没有|暂无|目前没有|目前尚无|尚无|没有|暂时没有)(?:人|任何)?{_REMARK}.{{0,24}}"
         r"|top 留言列表.{0,8}"
         r"|[推嘘→] ?\w{2,14} ?: .*\d{1,2}/\d{1,2}(?: \d{1,2}:\d{2})?"
         r"|(?:reader|user|latest|recent|view|all|show|"
         r"hide) comments?" + END + r"|comments? ?[(\[]? ?\d+ ?[)\]]?" + END +
         r"|[\d,]+ (?:comments?|responses?|thoughts?|replies|opinions?)(?: (?:on|to) .+)?" + END +
         r"|no (?:comments|responses)(?: yet)?(?: (?:on|to) .+)?" + END +
         r"|(?:leave|post|add|write|submit)(?: (?:a|your|new))? (?:reply|comment|response)s?(?: (?:to|on) [^.]{1,60})?"
         r"(?: cancel reply)?" + END +
         r"|have your say|be the first to comment.{0,20}"
         r"|(?:この記事への|この投稿への)コメント.{0,6}|コメント(?:を(?:書く|残す|する|投稿.{0,4}|見る)|一覧|欄|"
         r" ?\(\d+件?\))"
         r"|みんなのコメント.{0,8}|(?:댓글|코멘트) ?(?:쓰기|달기|작성|\d+개?)|(?:kommentare?|commentaires?|"
         r"comentarios?|"
         r"комментарии|yorumlar) ?\(?\d+\)?|deja un comentario|laisser un commentaire|schreibe einen kommentar",
         drops=("网友评论", "發表評論", "评论 (12)", "已有23人参与评论", "張貼留言", "12 則留言", "3 個迴響",
                "發表回應", "目前尚無留言", "Leave a Reply", "12 Comments",
                "コメントを書く",
                "3 Responses to “A walk in the rain”"),
         keeps=("评论员认为", "网友评论说它太贵。", "家屬回應", "他寫了三則留言給我。", "官方回應",
                "Comments on the draft were mixed.", "She had no comment.",
                "留言条放在桌上"),
         block="tail"),
    Rule("comments-question", "comments", r"join the (?:conversation|discussion)|what do you think\??",
         drops=("Join the conversation", "What do you think?"), keeps=("What do you think of the river?",), shy=True),
    Rule("comments-word", "comments",
         rf"{_REMARKS}(?: ?[(\[]? ?\d* ?[条则个笔]?[)\]]?)?" + END + r"|comments?" + END
         + r"|コメント|댓글|kommentare?|commentaires?|comentarios?|комментарии|yorumlar",
         drops=("评论", "評論 (12)", "Comments", "コメント", "댓글"),
         keeps=("评论家", "点评", "回应", "No comments from him"), block="tail", weak=True),
    Rule("profile-heading", "profile",
         r"(?:关于|有关)?(?:本文)?(?:作者|博主|专栏作者|撰稿人|讲师|小编)(?:简介|介绍|信息|资讯|"
         r"小?档案|资料)" + END + r"|关于作者" + END +
         r"|about the (?:authors?|writer|contributor)s?" + END + r"|(?:author|writer) (?:bio|profile|info)" + END +
         r"|(?:この記事を書いた人|著者(?:プロフィール|紹介)|ライター(?:紹介|プロフィール)|執筆者(?:紹介|"
         r"プロフィール)?|プロフィール|기자 소개|über den autor.{0,10}|sobre el autor)",
         drops=("作者简介", "關於作者", "About the author", "著者プロフィール"),
         keeps=("作者介绍了写作的过程", "About the authority of kings"),
         place="foot", block="profile"),
)
