# ruff: noqa: RUF001 - letters of other alphabets are what this file is about
"""Sports as phones in other languages call them.

German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish, Norwegian, Finnish, Polish,
Russian, Ukrainian, Czech, Turkish, Japanese, Korean and both kinds of Chinese; each with the word
that people say and, where it differs, the one that a word-for-word translation gives. Without
capitals; accents do not matter.
"""

FOREIGN = {
    "running": (
        "laufen|lauf|ausführen|joggen|laufband|course|course à pied|courir|exécuter|"
        "exécution|correr|carrera|ejecutar|corsa|correre|esegui|corrida|executar|hardlopen|"
        "hardloop|rennen|löpning|löpa|spring|kör|løb|løbe|løping|løpe|kjør|juoksu|"
        "juokseminen|suorita|bieg|bieganie|biegnij|бег|пробежка|выполнить|біг|běh|běhání|"
        "koşu|koşma|çalıştır|ランニング|ラン|実行|달리기|러닝|실행|跑步|跑|运行|運行|執行"
    ),
    "walking": (
        "gehen|spaziergang|spazieren|zu fuß gehen|marche|marche à pied|marcher|caminata|"
        "caminar|andar|camminata|camminare|caminhada|caminhar|wandelen|wandeling|lopen|"
        "promenad|gång|gå|gåtur|gang|kävely|käveleminen|spacer|chód|chodzenie|ходьба|"
        "прогулка|ходити|chůze|yürüyüş|yürüme|ウォーキング|歩行|걷기|步行|走路|散步|健走"
    ),
    "hiking": (
        "wandern|wanderung|randonnée|senderismo|excursión|escursionismo|escursione|trekking|"
        "trilha|bergwandelen|trektocht|hikingtur|vandring|vandra|vandretur|vandre|fottur|tur|"
        "patikointi|vaellus|wędrówka|turystyka piesza|поход|пеший туризм|похід|turistika|"
        "pěší turistika|doğa yürüyüşü|ハイキング|하이킹|등산|徒步|远足|健行|遠足"
    ),
    "cycling": (
        "radfahren|fahrrad|fahrradfahren|radeln|vélo|cyclisme|faire du vélo|ciclismo|"
        "bicicleta|bici|pedalada|fietsen|wielrennen|fietstocht|cykling|cykla|cykeltur|"
        "sykling|sykle|sykkel|pyöräily|kolarstwo|jazda na rowerze|rower|велосипед|"
        "езда на велосипеде|велоспорт|велоезда|їзда на велосипеді|cyklistika|jízda na kole|"
        "kolo|bisiklet|bisiklet sürme|サイクリング|자전거|자전거 타기|사이클링|骑车|骑行|"
        "自行车|騎車|騎單車|單車|自行車"
    ),
    "swimming": (
        "schwimmen|beckenschwimmen|freiwasserschwimmen|natation|nage|nager|natación|nadar|"
        "nuoto|nuotare|natação|zwemmen|baantjes zwemmen|simning|simma|svømning|svømme|"
        "svømming|uinti|uida|pływanie|плавание|плавання|plavání|yüzme|水泳|スイミング|スイム|"
        "수영|游泳"
    ),
    "rowing": (
        "rudern|rudergerät|aviron|rameur|remo|canottaggio|vogatore|roeien|rodd|roing|roning|"
        "soutu|wioślarstwo|гребля|веслування|veslování|kürek|kürek çekme|ローイング|ボート|"
        "로잉|노젓기|조정|划船"
    ),
    "elliptical": (
        "crosstrainer|ellipsentrainer|elliptique|vélo elliptique|elíptica|ellittica|elíptico|"
        "crosstrainen|ellipsmaskin|elliptisk|orbitrek|эллипс|эллиптический тренажер|орбітрек|"
        "eliptický trenažér|eliptik|エリプティカル|일립티컬|椭圆机|橢圓機"
    ),
    "stair_climbing": (
        "treppensteigen|stepper|monter des escaliers|montée d'escaliers|subir escaleras|"
        "salire le scale|subir escadas|traplopen|trappklättring|wchodzenie po schodach|"
        "подъем по лестнице|merdiven çıkma|階段|계단 오르기|爬楼梯|爬樓梯"
    ),
    "traditional_strength_training": (
        "krafttraining|traditionelles krafttraining|klassisches krafttraining|musculation|"
        "entraînement de force traditionnel|entraînement de force traditionnelle|"
        "musculation traditionnelle|entrenamiento de fuerza|"
        "entrenamiento de fuerza tradicional|allenamento per la forza|"
        "allenamento forza tradizionale|treinamento de força|"
        "treinamento de força tradicional|treino de força|krachttraining|"
        "traditionele krachttraining|styrketräning|traditionell styrketräning|styrketræning|"
        "traditionel styrketræning|styrketrening|tradisjonell styrketrening|voimaharjoittelu|"
        "trening siłowy|tradycyjny trening siłowy|силовая тренировка|"
        "традиционная силовая тренировка|силове тренування|silový trénink|kuvvet antrenmanı|"
        "geleneksel kuvvet antrenmanı|筋力トレーニング|従来の筋力トレーニング|근력 강화 운동|"
        "전통적 근력 강화 운동|传统力量训练|力量训练|傳統肌力訓練|肌力訓練"
    ),
    "functional_strength_training": (
        "funktionelles krafttraining|entraînement de force fonctionnelle|"
        "entraînement de force fonctionnel|musculation fonctionnelle|"
        "entrenamiento de fuerza funcional|allenamento forza funzionale|"
        "treinamento de força funcional|functionele krachttraining|funktionell styrketräning|"
        "funktionel styrketræning|funksjonell styrketrening|funkcjonalny trening siłowy|"
        "функциональная силовая тренировка|fonksiyonel kuvvet antrenmanı|"
        "機能的筋力トレーニング|ファンクショナルトレーニング|기능성 근력 강화 운동|"
        "功能性力量训练|功能性肌力訓練"
    ),
    "core_training": (
        "rumpftraining|core-training|renforcement du tronc|gainage|entrenamiento del core|"
        "allenamento del core|treino de core|coretraining|trening mięśni głębokich|"
        "тренировка кора|コアトレーニング|코어 강화 운동|核心训练|核心訓練"
    ),
    "high_intensity_interval_training": (
        "hochintensives intervalltraining|fractionné de haute intensité|"
        "entraînement fractionné de haute intensité|intervalos de alta intensidad|"
        "entrenamiento por intervalos de alta intensidad|intervalli ad alta intensità|"
        "treino intervalado de alta intensidade|intervaltraining met hoge intensiteit|"
        "högintensiv intervallträning|trening interwałowy o wysokiej intensywności|"
        "интервальная тренировка высокой интенсивности|高強度インターバルトレーニング|"
        "고강도 인터벌 트레이닝|高强度间歇训练|高強度間歇訓練"
    ),
    "yoga": "йога|jóga|ヨガ|요가|瑜伽|瑜珈|jooga|joga|ioga",
    "pilates": "пилатес|ピラティス|필라테스|普拉提|皮拉提斯",
    "dance": (
        "tanzen|tanz|danse|baile|danza|dança|dansen|dans|tanssi|taniec|танцы|tanec|ダンス|"
        "댄스|舞蹈"
    ),
    "tennis": "tenis|теннис|теніс|テニス|테니스|网球|網球",
    "badminton": "бадминтон|bádminton|バドミントン|배드민턴|羽毛球",
    "soccer": (
        "fußball|fútbol|calcio|futebol|voetbal|fotboll|fodbold|fotball|jalkapallo|"
        "piłka nożna|футбол|fotbal|futbol|サッカー|축구|足球"
    ),
    "basketball": (
        "basket|baloncesto|pallacanestro|basquete|koripallo|koszykówka|баскетбол|"
        "バスケットボール|농구|篮球|籃球"
    ),
    "golf": "гольф|ゴルフ|골프|高尔夫|高尔夫球|高爾夫|高爾夫球",
    "climbing": (
        "klettern|escalade|escalada|arrampicata|klimmen|klättring|klatring|kiipeily|"
        "wspinaczka|скалолазание|クライミング|클라이밍|攀岩"
    ),
    "downhill_skiing": (
        "ski alpin|skifahren|alpinski|esquí alpino|sci alpino|esqui alpino|alpineskiën|"
        "narciarstwo zjazdowe|горные лыжи|アルペンスキー|활강 스키|高山滑雪|滑雪"
    ),
    "cross_country_skiing": (
        "langlauf|skilanglauf|ski de fond|esquí de fondo|sci di fondo|langlaufen|"
        "längdskidåkning|langrenn|hiihto|murtomaahiihto|narciarstwo biegowe|беговые лыжи|"
        "クロスカントリースキー|크로스컨트리 스키|越野滑雪"
    ),
    "snowboarding": "snowboarden|сноуборд|スノーボード|스노보드|单板滑雪|單板滑雪",
    "other": (
        "andere|anderes|training|autre|exercice|otro|entrenamiento|altro|outro|overig|övrigt|"
        "andet|annet|muu|inne|другое|その他|기타|其他"
    ),
}  # fmt: skip
