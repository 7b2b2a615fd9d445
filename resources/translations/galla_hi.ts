<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="hi_IN" sourcelanguage="en">
    <context>
        <name>AccountRow</name>
        <message>
            <source>{account}: {level}, {amount}, {runway}</source>
            <translation>{account}: {level}, {amount}, {runway}</translation>
        </message>
    </context>
    <context>
        <name>AccountView</name>
        <message>
            <source>&amp;Check now</source>
            <translation>अभी जाँचें (&amp;C)</translation>
        </message>
        <message>
            <source>Balance of the last seven days and its forecast: {sentence}</source>
            <translation>पिछले सात दिन का बैलेंस और उसका अनुमान: {sentence}</translation>
        </message>
        <message>
            <source>Balance: {amount}</source>
            <translation>बैलेंस: {amount}</translation>
        </message>
        <message>
            <source>Check after {time}</source>
            <translation>{time} के बाद जाँचें</translation>
        </message>
        <message>
            <source>Checking…</source>
            <comment>the balance is being read</comment>
            <translation>जाँच हो रही है…</translation>
        </message>
        <message>
            <source>Level: {level}</source>
            <translation>स्थिति: {level}</translation>
        </message>
        <message>
            <source>Show c&amp;hart</source>
            <translation>चार्ट दिखाएँ (&amp;H)</translation>
        </message>
        <message>
            <source>Spent today</source>
            <translation>आज का खर्च</translation>
        </message>
        <message>
            <source>Spent today until {time}</source>
            <translation>आज {time} तक का खर्च</translation>
        </message>
        <message>
            <source>Usual by now</source>
            <translation>आम तौर पर अब तक</translation>
        </message>
        <message>
            <source>What to do</source>
            <translation>क्या करें</translation>
        </message>
        <message>
            <source>{amount} available after orders in flight</source>
            <translation>चल रहे ऑर्डर के बाद {amount} उपलब्ध</translation>
        </message>
    </context>
    <context>
        <name>AlertDetail</name>
        <message>
            <source>What was told of the alert, and where it was delivered</source>
            <translation>अलर्ट के बारे में क्या बताया गया, और कहाँ पहुँचा</translation>
        </message>
    </context>
    <context>
        <name>AlertHistory</name>
        <message>
            <source>30 days</source>
            <comment>the last 30 days</comment>
            <translation>30 दिन</translation>
        </message>
        <message>
            <source>7 days</source>
            <comment>the last 7 days</comment>
            <translation>7 दिन</translation>
        </message>
        <message>
            <source>Acknowledged</source>
            <comment>an alert: by the owner</comment>
            <translation>देख लिया गया</translation>
        </message>
        <message>
            <source>All</source>
            <comment>alerts of all times</comment>
            <translation>सब</translation>
        </message>
        <message>
            <source>Balance</source>
            <translation>बैलेंस</translation>
        </message>
        <message>
            <source>It was told with a more serious alert, or not at all.</source>
            <translation>इसे किसी ज़्यादा गंभीर अलर्ट के साथ बताया गया, या बताया ही नहीं गया।</translation>
        </message>
        <message>
            <source>Lasts</source>
            <comment>a balance</comment>
            <translation>चलेगा</translation>
        </message>
        <message>
            <source>Not told then, because you had said that you had paid.</source>
            <translation>तब नहीं बताया गया, क्योंकि आपने कहा था कि भुगतान कर दिया है।</translation>
        </message>
        <message>
            <source>Paid</source>
            <comment>an answer of the owner: money is on its way</comment>
            <translation>भुगतान कर दिया</translation>
        </message>
        <message>
            <source>Paid, expected by {when}</source>
            <comment>an answer of the owner</comment>
            <translation>भुगतान कर दिया, {when} तक आने की उम्मीद</translation>
        </message>
        <message>
            <source>Read</source>
            <comment>caption: when a balance was read</comment>
            <translation>जाँचा गया</translation>
        </message>
        <message>
            <source>Recovered {when}</source>
            <comment>an alert</comment>
            <translation>{when} पर ठीक हुआ</translation>
        </message>
        <message>
            <source>Reserve</source>
            <translation>रिज़र्व</translation>
        </message>
        <message>
            <source>Snoozed until money arrives</source>
            <comment>an alert</comment>
            <translation>पैसा आने तक शांत</translation>
        </message>
        <message>
            <source>Snoozed until {when}</source>
            <comment>an alert</comment>
            <translation>{when} तक शांत</translation>
        </message>
        <message>
            <source>This computer</source>
            <comment>in place of an account: what fails here fails for all</comment>
            <translation>यह कंप्यूटर</translation>
        </message>
        <message>
            <source>Threshold</source>
            <translation>तय सीमा</translation>
        </message>
        <message>
            <source>Told by alert {id}: {title}</source>
            <comment>which other alert spoke for this one</comment>
            <translation>अलर्ट {id} ने बताया: {title}</translation>
        </message>
        <message>
            <source>failed: {channels}</source>
            <comment>where an alert was not delivered</comment>
            <translation>नहीं पहुँचा: {channels}</translation>
        </message>
        <message>
            <source>waiting: {channels}</source>
            <comment>where an alert is not delivered yet</comment>
            <translation>बाकी: {channels}</translation>
        </message>
        <message>
            <source>{rule}: {channel}</source>
            <comment>an alert: which channel fails</comment>
            <translation>{rule}: {channel}</translation>
        </message>
    </context>
    <context>
        <name>AlertHistoryWindow</name>
        <message numerus="yes">
            <source>%n alert(s)</source>
            <comment>how many are listed</comment>
            <translation>
                <numerusform>%n अलर्ट</numerusform>
                <numerusform>%n अलर्ट</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n open</source>
            <comment>how many of the alerts listed</comment>
            <translation>
                <numerusform>%n जारी</numerusform>
                <numerusform>%n जारी</numerusform>
            </translation>
        </message>
        <message>
            <source>Alert history</source>
            <translation>अलर्ट हिस्ट्री</translation>
        </message>
        <message>
            <source>Export CSV…</source>
            <translation>CSV निर्यात…</translation>
        </message>
        <message>
            <source>Save the alerts as a table</source>
            <translation>अलर्ट को तालिका में सहेजें</translation>
        </message>
        <message>
            <source>Tables (*.csv)</source>
            <translation>तालिकाएँ (*.csv)</translation>
        </message>
    </context>
    <context>
        <name>AlertsModel</name>
        <message>
            <source>Account</source>
            <comment>title of a column</comment>
            <translation>अकाउंट</translation>
        </message>
        <message>
            <source>Alert</source>
            <comment>title of a column: the rule</comment>
            <translation>अलर्ट</translation>
        </message>
        <message>
            <source>Delivered to</source>
            <comment>title of a column: channels</comment>
            <translation>कहाँ पहुँचा</translation>
        </message>
        <message>
            <source>Raised</source>
            <comment>title of a column: when an alert began</comment>
            <translation>कब शुरू हुआ</translation>
        </message>
        <message>
            <source>Severity</source>
            <comment>title of a column</comment>
            <translation>गंभीरता</translation>
        </message>
        <message>
            <source>State</source>
            <comment>title of a column: open, acknowledged, recovered</comment>
            <translation>स्थिति</translation>
        </message>
    </context>
    <context>
        <name>AlertsTable</name>
        <message>
            <source>Alerts, the newest first</source>
            <translation>अलर्ट, नए पहले</translation>
        </message>
    </context>
    <context>
        <name>AnswerButtons</name>
        <message>
            <source>More answers</source>
            <comment>a button that opens a menu</comment>
            <translation>और जवाब</translation>
        </message>
        <message>
            <source>Snooze</source>
            <comment>a button: keep an alert quiet</comment>
            <translation>शांत रखें</translation>
        </message>
    </context>
    <context>
        <name>Chart</name>
        <message>
            <source>+{amount}</source>
            <comment>money that came in</comment>
            <translation>+{amount}</translation>
        </message>
        <message>
            <source>1 y</source>
            <comment>the last year</comment>
            <translation>1 साल</translation>
        </message>
        <message>
            <source>24 h</source>
            <comment>the last 24 hours</comment>
            <translation>24 घंटे</translation>
        </message>
        <message>
            <source>30 d</source>
            <comment>the last 30 days</comment>
            <translation>30 दिन</translation>
        </message>
        <message>
            <source>7 d</source>
            <comment>the last 7 days</comment>
            <translation>7 दिन</translation>
        </message>
        <message>
            <source>90 d</source>
            <comment>the last 90 days</comment>
            <translation>90 दिन</translation>
        </message>
        <message>
            <source>All</source>
            <comment>all of the history</comment>
            <translation>सब</translation>
        </message>
        <message>
            <source>Balance ({currency})</source>
            <comment>title of a plot</comment>
            <translation>बैलेंस ({currency})</translation>
        </message>
        <message>
            <source>Day</source>
            <comment>spend per day</comment>
            <translation>दिन</translation>
        </message>
        <message>
            <source>Hour</source>
            <comment>spend per hour</comment>
            <translation>घंटा</translation>
        </message>
        <message>
            <source>No spend seen in this time.</source>
            <translation>इस अवधि में कोई खर्च नहीं दिखा।</translation>
        </message>
        <message>
            <source>Reserve {amount}</source>
            <translation>रिज़र्व {amount}</translation>
        </message>
        <message>
            <source>Spend per day ({currency})</source>
            <comment>title of a plot</comment>
            <translation>हर दिन का खर्च ({currency})</translation>
        </message>
        <message>
            <source>Spend per hour ({currency})</source>
            <comment>title of a plot</comment>
            <translation>हर घंटे का खर्च ({currency})</translation>
        </message>
        <message>
            <source>Spend per week ({currency})</source>
            <comment>title of a plot</comment>
            <translation>हर हफ़्ते का खर्च ({currency})</translation>
        </message>
        <message>
            <source>Threshold {amount}</source>
            <translation>तय सीमा {amount}</translation>
        </message>
        <message>
            <source>Week</source>
            <comment>spend per week</comment>
            <translation>हफ़्ता</translation>
        </message>
        <message>
            <source>about {amount}</source>
            <comment>an estimated amount</comment>
            <translation>लगभग {amount}</translation>
        </message>
        <message>
            <source>about {amount} ({low}–{high})</source>
            <comment>an expected balance and its range</comment>
            <translation>लगभग {amount} ({low}–{high})</translation>
        </message>
        <message>
            <source>came true</source>
            <comment>legend: the money lasted as the forecast said</comment>
            <translation>सही निकला</translation>
        </message>
        <message>
            <source>estimated</source>
            <comment>legend: spend</comment>
            <translation>अनुमानित</translation>
        </message>
        <message>
            <source>forecast</source>
            <comment>legend: the area between early and late</comment>
            <translation>अनुमान</translation>
        </message>
        <message>
            <source>likely</source>
            <comment>legend: when the money was likely to end</comment>
            <translation>संभावित</translation>
        </message>
        <message>
            <source>missed</source>
            <comment>legend: the money did not last as the forecast said</comment>
            <translation>गलत निकला</translation>
        </message>
        <message>
            <source>not read: estimated</source>
            <comment>legend: the balance between two readings</comment>
            <translation>जाँच नहीं हुई: अनुमानित</translation>
        </message>
        <message>
            <source>read</source>
            <comment>legend: the balance was read</comment>
            <translation>जाँचा गया</translation>
        </message>
        <message>
            <source>refund</source>
            <comment>legend: money that came back</comment>
            <translation>रिफ़ंड</translation>
        </message>
        <message>
            <source>spend</source>
            <comment>legend</comment>
            <translation>खर्च</translation>
        </message>
        <message>
            <source>still lasting</source>
            <comment>legend: the money is not used up yet</comment>
            <translation>अभी चल रहा है</translation>
        </message>
        <message>
            <source>top-up</source>
            <comment>legend: money paid in</comment>
            <translation>रिचार्ज</translation>
        </message>
        <message>
            <source>usual</source>
            <comment>legend: the spend of such an hour, day or week</comment>
            <translation>आम खर्च</translation>
        </message>
        <message>
            <source>{amount} so far</source>
            <comment>spend of a day that is not over</comment>
            <translation>अब तक {amount}</translation>
        </message>
        <message>
            <source>{instant}:  {amount}</source>
            <comment>a balance at an instant</comment>
            <translation>{instant}:  {amount}</translation>
        </message>
        <message>
            <source>{instant}:  {amount} (+{credit})</source>
            <comment>a balance, and the money that came in</comment>
            <translation>{instant}:  {amount} (+{credit})</translation>
        </message>
        <message>
            <source>{instant}:  {amount} (+{credit}: {kind})</source>
            <comment>a balance, and the money that came in</comment>
            <translation>{instant}:  {amount} (+{credit}: {kind})</translation>
        </message>
        <message>
            <source>{low} to {high}</source>
            <comment>between which balances the account will be</comment>
            <translation>{low} से {high}</translation>
        </message>
        <message>
            <source>{slot}:  {amount}</source>
            <comment>spend in an hour, day or week</comment>
            <translation>{slot}:  {amount}</translation>
        </message>
        <message>
            <source>{slot}:  {amount}, usually {usual}</source>
            <comment>spend in an hour, day or week</comment>
            <translation>{slot}:  {amount}, आम तौर पर {usual}</translation>
        </message>
        <message>
            <source>{start} – {end}</source>
            <comment>a week: “16 Nov – 22 Nov”</comment>
            <translation>{start} – {end}</translation>
        </message>
        <message>
            <source>{weekday} {date}</source>
            <comment>a tick: “Thu 19 Nov”</comment>
            <translation>{weekday} {date}</translation>
        </message>
        <message>
            <source>{weekday} {date} {time}</source>
            <comment>an instant: “Thu 19 Nov 2026 14:32”</comment>
            <translation>{weekday} {date} {time}</translation>
        </message>
        <message>
            <source>{weekday} {start}–{end}</source>
            <comment>an hour: “Thu 14:00–15:00”</comment>
            <translation>{weekday} {start}–{end}</translation>
        </message>
    </context>
    <context>
        <name>ChartControls</name>
        <message>
            <source>Credits…</source>
            <comment>a button: what came in, and what it was</comment>
            <translation>जमा…</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>निर्यात</translation>
        </message>
        <message>
            <source>Key {number}</source>
            <comment>a tooltip: the key on the keyboard</comment>
            <translation>कीबोर्ड पर {number}</translation>
        </message>
        <message>
            <source>Picture (PNG)…</source>
            <translation>तस्वीर (PNG)…</translation>
        </message>
        <message>
            <source>Say which rises of the balance were top-ups, and which refunds</source>
            <translation>बताएँ कि बैलेंस कब रिचार्ज से बढ़ा और कब रिफ़ंड से</translation>
        </message>
        <message>
            <source>Spend per</source>
            <comment>followed by the buttons Hour, Day, Week</comment>
            <translation>खर्च का हिसाब</translation>
        </message>
        <message>
            <source>Table (CSV)…</source>
            <translation>तालिका (CSV)…</translation>
        </message>
    </context>
    <context>
        <name>ChartHeader</name>
        <message>
            <source>Account</source>
            <translation>अकाउंट</translation>
        </message>
    </context>
    <context>
        <name>ChartWindow</name>
        <message>
            <source>Balance and spend</source>
            <translation>बैलेंस और खर्च</translation>
        </message>
        <message>
            <source>No history yet. The line begins with the first reading.</source>
            <translation>अभी हिस्ट्री नहीं है। रेखा पहली जाँच से शुरू होगी।</translation>
        </message>
        <message>
            <source>Nothing was read in this time.</source>
            <translation>इस अवधि में कोई जाँच नहीं हुई।</translation>
        </message>
        <message>
            <source>One reading so far. The line begins with the second.</source>
            <translation>अभी एक ही जाँच हुई है। रेखा दूसरी जाँच से शुरू होगी।</translation>
        </message>
        <message>
            <source>Opening the chart…</source>
            <translation>चार्ट खुल रहा है…</translation>
        </message>
        <message>
            <source>Pictures (*.png)</source>
            <translation>तस्वीरें (*.png)</translation>
        </message>
        <message>
            <source>Save the bars as a table</source>
            <translation>खर्च को तालिका में सहेजें</translation>
        </message>
        <message>
            <source>Save the chart as a picture</source>
            <translation>चार्ट को तस्वीर में सहेजें</translation>
        </message>
        <message>
            <source>Tables (*.csv)</source>
            <translation>तालिकाएँ (*.csv)</translation>
        </message>
        <message>
            <source>The chart cannot be drawn here: {reason}</source>
            <translation>यहाँ चार्ट नहीं बन सकता: {reason}</translation>
        </message>
        <message>
            <source>{account} – balance and spend</source>
            <translation>{account} – बैलेंस और खर्च</translation>
        </message>
    </context>
    <context>
        <name>Commands</name>
        <message>
            <source>API key of {account} (not shown while you type): </source>
            <translation>{account} की API कुंजी (लिखते समय दिखाई नहीं देगी): </translation>
        </message>
        <message>
            <source>Address to call while Galla watches (not shown while you type): </source>
            <translation>जिस पते को Galla नज़र रखते समय पिंग करे (टाइप करते समय नहीं दिखेगा): </translation>
        </message>
        <message>
            <source>Apprise address of {channel} (not shown while you type): </source>
            <translation>{channel} का Apprise पता (टाइप करते समय नहीं दिखेगा): </translation>
        </message>
        <message>
            <source>From {since} to {until}.</source>
            <comment>an alert</comment>
            <translation>{since} से {until} तक।</translation>
        </message>
        <message>
            <source>Galla is already running but does not answer. End it, then start it again.</source>
            <translation>Galla पहले से चल रहा है, पर जवाब नहीं दे रहा। उसे बंद करें, फिर दोबारा चलाएँ।</translation>
        </message>
        <message>
            <source>Galla made a mistake and stopped. What happened is written in {file}.</source>
            <translation>Galla में गड़बड़ी हुई और वह रुक गया। क्या हुआ, यह {file} में लिखा है।</translation>
        </message>
        <message>
            <source>It happened {when}.</source>
            <comment>an alert: today 14:05</comment>
            <translation>{when} को हुआ।</translation>
        </message>
        <message numerus="yes">
            <source>It is called every %n minute(s) while Galla watches.</source>
            <comment>an address</comment>
            <translation>
                <numerusform>Galla नज़र रखते समय उसे हर %n मिनट में पिंग करता है।</numerusform>
                <numerusform>Galla नज़र रखते समय उसे हर %n मिनट में पिंग करता है।</numerusform>
            </translation>
        </message>
        <message>
            <source>Lasts {runway}. {basis}</source>
            <comment>how long it lasts, and what that is based on</comment>
            <translation>{runway} चलेगा। {basis}</translation>
        </message>
        <message>
            <source>No account yet. Add one: galla accounts add --id main --name NAME --base-url https://… --currency USD</source>
            <translation>अभी कोई अकाउंट नहीं है। एक जोड़ें: galla accounts add --id main --name NAME --base-url https://… --currency USD</translation>
        </message>
        <message>
            <source>No address was given, so nothing was changed.</source>
            <translation>कोई पता नहीं दिया गया, इसलिए कुछ नहीं बदला।</translation>
        </message>
        <message>
            <source>No alert is open.</source>
            <translation>कोई अलर्ट जारी नहीं है।</translation>
        </message>
        <message>
            <source>No key was given, so nothing was changed.</source>
            <translation>कोई कुंजी नहीं दी गई, इसलिए कुछ नहीं बदला।</translation>
        </message>
        <message>
            <source>Paused: the supplier is not asked.</source>
            <translation>रोका गया: सप्लायर से नहीं पूछा जाता।</translation>
        </message>
        <message>
            <source>Several alerts have the id “{id}”. Give one of these instead: {ids}</source>
            <translation>“{id}” आईडी वाले कई अलर्ट हैं। इनमें से कोई दें: {ids}</translation>
        </message>
        <message>
            <source>Since {since}; acknowledged {when}.</source>
            <comment>an alert</comment>
            <translation>{since} से; {when} पर देख लिया गया।</translation>
        </message>
        <message>
            <source>Since {since}; not answered yet.</source>
            <comment>an alert</comment>
            <translation>{since} से; अभी जवाब नहीं दिया गया।</translation>
        </message>
        <message>
            <source>Since {since}; quiet until money arrives.</source>
            <comment>an alert</comment>
            <translation>{since} से; पैसा आने तक शांत।</translation>
        </message>
        <message>
            <source>Since {since}; snoozed until {until}.</source>
            <comment>an alert</comment>
            <translation>{since} से; {until} तक शांत रखा गया।</translation>
        </message>
        <message>
            <source>Since {since}; waiting for your payment, expected by {due}.</source>
            <comment>an alert</comment>
            <translation>{since} से; आपके भुगतान का इंतज़ार है, {due} तक आने की उम्मीद है।</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <translation>रोक दिया गया।</translation>
        </message>
        <message>
            <source>The address answered. {called}</source>
            <comment>of the heartbeat</comment>
            <translation>पते से जवाब मिला। {called}</translation>
        </message>
        <message>
            <source>The heartbeat is off, and its address deleted.</source>
            <translation>हार्टबीट बंद है, और उसका पता मिटा दिया गया।</translation>
        </message>
        <message>
            <source>The heartbeat is off, but its address could not be deleted from the keyring; delete it there.</source>
            <translation>हार्टबीट बंद है, पर उसका पता कीरिंग से मिटाया नहीं जा सका; उसे वहीं मिटाएँ।</translation>
        </message>
        <message>
            <source>The notifications of this desktop cannot be removed.</source>
            <translation>इस डेस्कटॉप की सूचनाएँ हटाई नहीं जा सकतीं।</translation>
        </message>
        <message>
            <source>There has been no alert yet.</source>
            <translation>अब तक कोई अलर्ट नहीं आया।</translation>
        </message>
        <message>
            <source>There is no alert with the id “{id}”. The open ones: galla alerts list</source>
            <translation>“{id}” आईडी वाला कोई अलर्ट नहीं है। जारी अलर्ट: galla alerts list</translation>
        </message>
        <message>
            <source>There is no screen here to show the icon on. The commands work without one: galla status</source>
            <translation>यहाँ आइकन दिखाने के लिए कोई स्क्रीन नहीं है। कमांड इसके बिना भी चलते हैं: galla status</translation>
        </message>
        <message>
            <source>[ !  ] {sentence}</source>
            <translation>[ !  ] {sentence}</translation>
        </message>
        <message>
            <source>[ ok ] {sentence}</source>
            <translation>[ठीक] {sentence}</translation>
        </message>
        <message>
            <source>[fail] {sentence}</source>
            <translation>[खराब] {sentence}</translation>
        </message>
        <message>
            <source>critical alerts only</source>
            <comment>what a channel is told</comment>
            <translation>सिर्फ़ गंभीर अलर्ट</translation>
        </message>
        <message>
            <source>everything</source>
            <comment>what a channel is told</comment>
            <translation>सब कुछ</translation>
        </message>
        <message>
            <source>failing since {when}</source>
            <comment>a channel</comment>
            <translation>{when} से काम नहीं कर रहा</translation>
        </message>
        <message>
            <source>last delivered {when}</source>
            <comment>a channel</comment>
            <translation>पिछली बार {when} पर पहुँचा</translation>
        </message>
        <message>
            <source>no quiet hours</source>
            <comment>of a channel</comment>
            <translation>शांत समय नहीं</translation>
        </message>
        <message>
            <source>nothing sent yet</source>
            <comment>a channel</comment>
            <translation>अभी कुछ नहीं भेजा गया</translation>
        </message>
        <message>
            <source>quiet {start} to {end}</source>
            <comment>of a channel</comment>
            <translation>{start} से {end} तक शांत</translation>
        </message>
        <message>
            <source>settings.toml, line {line}: the field {field} is not known and has no effect.</source>
            <translation>settings.toml, पंक्ति {line}: फ़ील्ड {field} पहचानी नहीं गई और उसका कोई असर नहीं।</translation>
        </message>
        <message>
            <source>settings.toml: the field {field} is not known and has no effect.</source>
            <translation>settings.toml: फ़ील्ड {field} पहचानी नहीं गई और उसका कोई असर नहीं।</translation>
        </message>
        <message>
            <source>switched off</source>
            <comment>a channel</comment>
            <translation>बंद</translation>
        </message>
        <message>
            <source>the heartbeat</source>
            <comment>as the name of a channel</comment>
            <translation>हार्टबीट</translation>
        </message>
        <message>
            <source>warnings and critical alerts</source>
            <comment>what a channel is told</comment>
            <translation>चेतावनियाँ और गंभीर अलर्ट</translation>
        </message>
        <message>
            <source>{account} was added; its key is in the keyring. Try it: galla accounts test {id}</source>
            <translation>{account} जोड़ दिया गया; उसकी कुंजी कीरिंग में है। जाँच लें: galla accounts test {id}</translation>
        </message>
        <message>
            <source>{account} was removed, and its key deleted. Its history stays in the ledger.</source>
            <translation>{account} हटा दिया गया और उसकी कुंजी मिटा दी गई। उसकी हिस्ट्री बही में बनी रहेगी।</translation>
        </message>
        <message>
            <source>{account} was removed, but its key could not be deleted from the keyring; delete it there.</source>
            <translation>{account} हटा दिया गया, पर उसकी कुंजी कीरिंग से मिटाई नहीं जा सकी; उसे वहीं मिटाएँ।</translation>
        </message>
        <message>
            <source>{account}: a payment is under way and expected by {due}. Until then alerts about too little money are quiet, unless the balance is used up.</source>
            <translation>{account}: भुगतान रास्ते में है, {due} तक आने की उम्मीद है। तब तक पैसे की कमी के अलर्ट शांत रहेंगे, जब तक बैलेंस खत्म न हो जाए।</translation>
        </message>
        <message>
            <source>{account}: balance unknown</source>
            <translation>{account}: बैलेंस पता नहीं</translation>
        </message>
        <message>
            <source>{account}: the new key works and is in the keyring; the balance is {amount}.</source>
            <translation>{account}: नई कुंजी काम कर रही है और कीरिंग में है; बैलेंस {amount} है।</translation>
        </message>
        <message>
            <source>{account}: the supplier answered; the balance is {amount}.</source>
            <translation>{account}: सप्लायर ने जवाब दिया; बैलेंस {amount} है।</translation>
        </message>
        <message>
            <source>{account}: {amount} ({level})</source>
            <translation>{account}: {amount} ({level})</translation>
        </message>
        <message>
            <source>{alert}: acknowledged. You are told again when it gets worse or is over.</source>
            <translation>{alert}: देख लिया गया। हालत बिगड़ने या अलर्ट खत्म होने पर फिर बताया जाएगा।</translation>
        </message>
        <message>
            <source>{alert}: it cannot be snoozed until then. Only what is about an account can wait for the morning, and only what is about its money for a top-up.</source>
            <translation>{alert}: इसे तब तक शांत नहीं रखा जा सकता। सुबह तक सिर्फ़ अकाउंट के अलर्ट रुक सकते हैं, और रिचार्ज तक सिर्फ़ पैसे की कमी के।</translation>
        </message>
        <message>
            <source>{alert}: it is over, so there is nothing to answer.</source>
            <translation>{alert}: यह खत्म हो चुका है, इसलिए जवाब देने को कुछ नहीं।</translation>
        </message>
        <message>
            <source>{alert}: quiet until money arrives, unless it gets worse.</source>
            <translation>{alert}: पैसा आने तक शांत, जब तक हालत न बिगड़े।</translation>
        </message>
        <message>
            <source>{alert}: quiet until {until}, unless it gets worse.</source>
            <translation>{alert}: {until} तक शांत, जब तक हालत न बिगड़े।</translation>
        </message>
        <message>
            <source>{channel} was added ({service}), and a test delivered. Its address is in the keyring.</source>
            <translation>{channel} जोड़ दिया गया ({service}), और टेस्ट पहुँच गया। उसका पता कीरिंग में है।</translation>
        </message>
        <message>
            <source>{channel} was added ({service}). Its address is in the keyring. Try it: galla alerts test {id}</source>
            <translation>{channel} जोड़ दिया गया ({service})। उसका पता कीरिंग में है। जाँच लें: galla alerts test {id}</translation>
        </message>
        <message>
            <source>{channel} was removed, and its address deleted.</source>
            <translation>{channel} हटा दिया गया, और उसका पता मिटा दिया गया।</translation>
        </message>
        <message>
            <source>{channel} was removed, but its address could not be deleted from the keyring; delete it there.</source>
            <translation>{channel} हटा दिया गया, पर उसका पता कीरिंग से मिटाया नहीं जा सका; उसे वहीं मिटाएँ।</translation>
        </message>
        <message>
            <source>{id}  {name}  ({told}; {quiet}; {state})</source>
            <comment>a channel</comment>
            <translation>{id}  {name}  ({told}; {quiet}; {state})</translation>
        </message>
        <message>
            <source>{id}  {name}  {url}  ({profile})</source>
            <translation>{id}  {name}  {url}  ({profile})</translation>
        </message>
        <message>
            <source>{id}  {name}  {url}  ({profile}, paused)</source>
            <translation>{id}  {name}  {url}  ({profile}, रुका हुआ)</translation>
        </message>
        <message>
            <source>{id}  {severity}: {title}</source>
            <comment>an alert: K7M2QP  Critical: balance used up</comment>
            <translation>{id}  {severity}: {title}</translation>
        </message>
        <message>
            <source>{id} ({account}, {rule})</source>
            <comment>an alert</comment>
            <translation>{id} ({account}, {rule})</translation>
        </message>
        <message>
            <source>{id} ({rule})</source>
            <comment>an alert</comment>
            <translation>{id} ({rule})</translation>
        </message>
        <message>
            <source>{reason} Nothing was changed.</source>
            <comment>after a sentence</comment>
            <translation>{reason} कुछ नहीं बदला।</translation>
        </message>
        <message>
            <source>{secret} of {account} (not shown while you type): </source>
            <translation>{account} का {secret} (लिखते समय दिखाई नहीं देगा): </translation>
        </message>
    </context>
    <context>
        <name>Credits</name>
        <message>
            <source>Correction of an earlier fall</source>
            <comment>why the balance rose</comment>
            <translation>पिछली गिरावट की वापसी</translation>
        </message>
        <message>
            <source>Correction: the fall before it was no spend. Both are left out.</source>
            <translation>वापसी: उससे पहले की गिरावट खर्च नहीं थी। दोनों नहीं गिने जाते।</translation>
        </message>
        <message>
            <source>Refund</source>
            <comment>why the balance rose</comment>
            <translation>रिफ़ंड</translation>
        </message>
        <message>
            <source>Refund, or a hold that was released. Spend is less by it.</source>
            <translation>रिफ़ंड, या रोकी हुई रकम वापस मिली। खर्च उतना कम होता है।</translation>
        </message>
        <message>
            <source>Top-up</source>
            <comment>why the balance rose</comment>
            <translation>रिचार्ज</translation>
        </message>
        <message>
            <source>Top-up: money you paid in. Spend stays as it is.</source>
            <translation>रिचार्ज: आपने पैसे डाले। खर्च वही रहता है।</translation>
        </message>
    </context>
    <context>
        <name>CreditsDialog</name>
        <message>
            <source>A click, or Enter, changes what a credit is taken for.</source>
            <translation>बदलने के लिए क्लिक करें या Enter दबाएँ।</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>बंद करें</translation>
        </message>
        <message>
            <source>Galla can only guess why a balance rose. Where it guessed wrong, say what it was: spend and forecast are worked out again.</source>
            <translation>Galla सिर्फ़ अंदाज़ा लगा सकता है कि बैलेंस क्यों बढ़ा। अंदाज़ा गलत हो तो बताएँ कि वह क्या था: खर्च और अनुमान फिर से निकाले जाएँगे।</translation>
        </message>
        <message>
            <source>Nothing came in during the last 90 days. When the balance rises, it is listed here.</source>
            <translation>पिछले 90 दिनों में कुछ जमा नहीं हुआ। बैलेंस बढ़ने पर यहाँ दिखेगा।</translation>
        </message>
        <message>
            <source>Refunds reduce spend; top-ups don't.</source>
            <translation>रिफ़ंड से खर्च घटता है, रिचार्ज से नहीं।</translation>
        </message>
        <message>
            <source>{account} – credits</source>
            <translation>{account} – जमा</translation>
        </message>
    </context>
    <context>
        <name>CreditsModel</name>
        <message>
            <source>+{amount}</source>
            <comment>money that came in</comment>
            <translation>+{amount}</translation>
        </message>
        <message>
            <source>According to</source>
            <comment>title of a column: who says so, Galla or the owner</comment>
            <translation>किसके अनुसार</translation>
        </message>
        <message>
            <source>Amount</source>
            <comment>title of a column</comment>
            <translation>रकम</translation>
        </message>
        <message>
            <source>Galla's guess</source>
            <comment>who says what a credit was</comment>
            <translation>Galla का अंदाज़ा</translation>
        </message>
        <message>
            <source>Taken for</source>
            <comment>title of a column: top-up, refund or correction</comment>
            <translation>क्या माना गया</translation>
        </message>
        <message>
            <source>When</source>
            <comment>title of a column: the time of a credit</comment>
            <translation>कब</translation>
        </message>
        <message>
            <source>You</source>
            <comment>who says what a credit was</comment>
            <translation>आप</translation>
        </message>
        <message>
            <source>{kind}. Press Enter to change.</source>
            <comment>read aloud by a screen reader</comment>
            <translation>{kind}। बदलने के लिए Enter दबाएँ।</translation>
        </message>
    </context>
    <context>
        <name>CreditsTable</name>
        <message>
            <source>Credits of the last 90 days</source>
            <translation>पिछले 90 दिनों में जमा</translation>
        </message>
    </context>
    <context>
        <name>Demo</name>
        <message>
            <source>A simulated shop with 30 days of history. Orders will run its balance under the threshold within a minute; then a top-up arrives. Your own settings, history and keyring are not touched.</source>
            <translation>30 दिन की हिस्ट्री वाली एक नकली दुकान। एक मिनट के अंदर ऑर्डर उसका बैलेंस तय सीमा से नीचे ले जाएँगे; फिर रिचार्ज आएगा। आपकी अपनी सेटिंग, हिस्ट्री और कीरिंग को नहीं छुआ जाता।</translation>
        </message>
        <message>
            <source>Demo supplier</source>
            <translation>डेमो सप्लायर</translation>
        </message>
        <message>
            <source>Icon: {level}, with {amount} left</source>
            <translation>आइकन: {level}, {amount} बाकी</translation>
        </message>
        <message>
            <source>Look for the icon in the tray and click it. Quit from its menu, or here with Ctrl-C.</source>
            <translation>ट्रे में आइकन ढूँढकर उस पर क्लिक करें। बंद करने के लिए उसका मेनू, या यहाँ Ctrl-C।</translation>
        </message>
        <message>
            <source>Notification: {title} — {body}</source>
            <translation>सूचना: {title} — {body}</translation>
        </message>
        <message>
            <source>Orders took {amount}; {balance} left</source>
            <translation>ऑर्डर में {amount} लगे; {balance} बाकी</translation>
        </message>
        <message>
            <source>Picture: {path}</source>
            <translation>तस्वीर: {path}</translation>
        </message>
        <message>
            <source>That was the demo: warned in time, topped up, recovered.</source>
            <translation>यह था डेमो: समय पर चेतावनी, रिचार्ज, और बैलेंस फिर ठीक।</translation>
        </message>
        <message>
            <source>The demo did not get as far as it should have; this is a fault of Galla.</source>
            <translation>डेमो वहाँ तक नहीं पहुँचा जहाँ पहुँचना चाहिए था; यह Galla की गड़बड़ी है।</translation>
        </message>
        <message>
            <source>There is no screen here, so this runs offscreen, writes its pictures to {folder}, and ends by itself.</source>
            <translation>यहाँ स्क्रीन नहीं है, इसलिए यह बिना स्क्रीन के चलता है, तस्वीरें {folder} में रखता है और खुद बंद हो जाता है।</translation>
        </message>
        <message>
            <source>Top-up of {amount}; {balance} left</source>
            <translation>{amount} का रिचार्ज; {balance} बाकी</translation>
        </message>
    </context>
    <context>
        <name>Desk</name>
        <message>
            <source>There is no tray here: this window stays instead. Closing it ends Galla.</source>
            <translation>यहाँ ट्रे नहीं है, इसलिए यह विंडो खुली रहेगी। इसे बंद करने से Galla बंद हो जाएगा।</translation>
        </message>
    </context>
    <context>
        <name>Doctor</name>
        <message>
            <source>Channel {channel}: it is switched off, so nothing is sent.</source>
            <translation>चैनल {channel}: बंद है, इसलिए कुछ नहीं भेजा जाता।</translation>
        </message>
        <message>
            <source>Channel {channel}: its address is in the keyring, and delivering works.</source>
            <translation>चैनल {channel}: उसका पता कीरिंग में है, और अलर्ट पहुँच रहे हैं।</translation>
        </message>
        <message>
            <source>Channel {channel}: its address is in the keyring. Nothing was sent yet; try it: galla alerts test</source>
            <translation>चैनल {channel}: उसका पता कीरिंग में है। अभी कुछ नहीं भेजा गया; जाँच लें: galla alerts test</translation>
        </message>
        <message>
            <source>Channel {channel}: its address is not in the keyring, so nothing is sent. Enter it in the settings, or remove the channel: galla channels remove {id}</source>
            <translation>चैनल {channel}: उसका पता कीरिंग में नहीं है, इसलिए कुछ नहीं भेजा जाता। सेटिंग में पता डालें, या चैनल हटाएँ: galla channels remove {id}</translation>
        </message>
        <message>
            <source>Channel: {sentence}</source>
            <translation>चैनल: {sentence}</translation>
        </message>
        <message>
            <source>Channels: alerts appear on this desktop only. To be reached elsewhere: galla channels add</source>
            <translation>चैनल: अलर्ट सिर्फ़ इस डेस्कटॉप पर दिखते हैं। कहीं और भी पाने के लिए: galla channels add</translation>
        </message>
        <message>
            <source>Galla {galla}, Python {python}, Qt {qt}, {system}.</source>
            <translation>Galla {galla}, Python {python}, Qt {qt}, {system}।</translation>
        </message>
        <message>
            <source>Heartbeat: it is on, but its address is not in the keyring. Enter it: galla heartbeat set</source>
            <translation>हार्टबीट: चालू है, पर उसका पता कीरिंग में नहीं है। पता डालें: galla heartbeat set</translation>
        </message>
        <message numerus="yes">
            <source>Heartbeat: its address is called every %n minute(s) while Galla watches.</source>
            <translation>
                <numerusform>हार्टबीट: Galla नज़र रखते समय उसका पता हर %n मिनट में पिंग करता है।</numerusform>
                <numerusform>हार्टबीट: Galla नज़र रखते समय उसका पता हर %n मिनट में पिंग करता है।</numerusform>
            </translation>
        </message>
        <message>
            <source>Keyring: it answers and is unlocked.</source>
            <translation>कीरिंग: जवाब दे रही है और खुली है।</translation>
        </message>
        <message>
            <source>Keyring: {sentence}</source>
            <translation>कीरिंग: {sentence}</translation>
        </message>
        <message>
            <source>Ledger: readings are kept in {path}.</source>
            <translation>बही: जाँचें {path} में रखी जाती हैं।</translation>
        </message>
        <message>
            <source>Ledger: {path} cannot be written, so history is lost at exit. Free some space or mend its rights.</source>
            <translation>बही: {path} में लिखा नहीं जा सकता, इसलिए बंद करने पर हिस्ट्री मिट जाएगी। जगह खाली करें या अनुमतियाँ सुधारें।</translation>
        </message>
        <message>
            <source>Ledger: {sentence}</source>
            <translation>बही: {sentence}</translation>
        </message>
        <message>
            <source>Log: in {folder}; no key is in it.</source>
            <translation>लॉग: {folder} में; उसमें कोई कुंजी नहीं है।</translation>
        </message>
        <message>
            <source>Notifications: no notification service answers. Start your desktop's own, or install dunst.</source>
            <translation>सूचनाएँ: कोई सूचना सेवा जवाब नहीं दे रही। अपने डेस्कटॉप की सेवा चालू करें या dunst लगाएँ।</translation>
        </message>
        <message>
            <source>Notifications: {server} is set to Do Not Disturb, which would hide even a critical alert. Allow Galla there, or turn it off.</source>
            <translation>सूचनाएँ: {server} में “परेशान न करें” चालू है, जिससे गंभीर चेतावनी भी छिप जाएगी। वहाँ Galla को अनुमति दें या इसे बंद करें।</translation>
        </message>
        <message>
            <source>Notifications: {server} shows them, but without buttons.</source>
            <translation>सूचनाएँ: {server} दिखाता है, पर बिना बटन के।</translation>
        </message>
        <message>
            <source>Notifications: {server} shows them.</source>
            <translation>सूचनाएँ: {server} दिखाता है।</translation>
        </message>
        <message numerus="yes">
            <source>Settings: %n account(s) in {path}.</source>
            <translation>
                <numerusform>सेटिंग: {path} में %n अकाउंट।</numerusform>
                <numerusform>सेटिंग: {path} में %n अकाउंट।</numerusform>
            </translation>
        </message>
        <message>
            <source>Settings: none yet; the first account makes {path}.</source>
            <translation>सेटिंग: अभी नहीं है; पहला अकाउंट जोड़ने पर {path} बनेगी।</translation>
        </message>
        <message>
            <source>Settings: {sentence}</source>
            <translation>सेटिंग: {sentence}</translation>
        </message>
        <message>
            <source>Start: Galla does not start when you log in. Switch it on in the settings, under General.</source>
            <translation>शुरुआत: लॉग-इन करने पर Galla शुरू नहीं होता। इसे सेटिंग में “सामान्य” के अंदर चालू करें।</translation>
        </message>
        <message>
            <source>Start: Galla starts when you log in.</source>
            <translation>शुरुआत: लॉग-इन करने पर Galla शुरू होता है।</translation>
        </message>
        <message numerus="yes">
            <source>Suppliers: %n file(s) of your own in {folder}.</source>
            <translation>
                <numerusform>सप्लायर: {folder} में आपकी अपनी %n फ़ाइल।</numerusform>
                <numerusform>सप्लायर: {folder} में आपकी अपनी %n फ़ाइलें।</numerusform>
            </translation>
        </message>
        <message>
            <source>Suppliers: {sentence}</source>
            <translation>सप्लायर: {sentence}</translation>
        </message>
        <message>
            <source>Tray: Galla is not running, so nobody watches. Start it: galla</source>
            <translation>ट्रे: Galla नहीं चल रहा, इसलिए कोई नज़र नहीं रख रहा। इसे शुरू करें: galla</translation>
        </message>
        <message>
            <source>Tray: Galla is running.</source>
            <translation>ट्रे: Galla चल रहा है।</translation>
        </message>
        <message>
            <source>Tray: no panel here shows tray icons, so Galla keeps a window open instead. On GNOME, install the extension AppIndicator.</source>
            <translation>ट्रे: यहाँ कोई पैनल ट्रे आइकन नहीं दिखाता, इसलिए Galla एक विंडो खुली रखता है। GNOME में AppIndicator एक्सटेंशन लगाएँ।</translation>
        </message>
        <message>
            <source>Tray: there is no desktop session here; commands work, the tray does not.</source>
            <translation>ट्रे: यहाँ डेस्कटॉप सत्र नहीं है; कमांड चलेंगे, ट्रे नहीं।</translation>
        </message>
        <message>
            <source>Tray: this desktop has a place for the icon.</source>
            <translation>ट्रे: इस डेस्कटॉप पर आइकन की जगह है।</translation>
        </message>
        <message>
            <source>{account}: paused, so its supplier was not asked.</source>
            <translation>{account}: रोका गया है, इसलिए सप्लायर से नहीं पूछा गया।</translation>
        </message>
        <message>
            <source>{account}: the supplier answers; the balance is {amount}.</source>
            <translation>{account}: सप्लायर जवाब दे रहा है; बैलेंस {amount} है।</translation>
        </message>
    </context>
    <context>
        <name>EmptyState</name>
        <message>
            <source>A&amp;dd an account</source>
            <translation>अकाउंट जोड़ें (&amp;D)</translation>
        </message>
        <message>
            <source>Choose your supplier and paste its key. Galla keeps it in the keyring and asks for the balance.</source>
            <translation>अपना सप्लायर चुनें और उसकी कुंजी डालें। Galla उसे कीरिंग में रखता है और बैलेंस पूछता है।</translation>
        </message>
        <message>
            <source>No account yet</source>
            <translation>अभी कोई अकाउंट नहीं</translation>
        </message>
    </context>
    <context>
        <name>FilterBar</name>
        <message>
            <source>Account</source>
            <translation>अकाउंट</translation>
        </message>
        <message>
            <source>Account, rule, channel or alert number (Ctrl+F)</source>
            <translation>अकाउंट, नियम, चैनल या अलर्ट नंबर (Ctrl+F)</translation>
        </message>
        <message>
            <source>All accounts</source>
            <translation>सभी अकाउंट</translation>
        </message>
        <message>
            <source>All rules</source>
            <comment>a filter: of alerts</comment>
            <translation>सभी नियम</translation>
        </message>
        <message>
            <source>All severities</source>
            <translation>हर गंभीरता</translation>
        </message>
        <message>
            <source>Open only</source>
            <comment>a switch: leave out alerts that are over</comment>
            <translation>सिर्फ़ जारी</translation>
        </message>
        <message>
            <source>Rule</source>
            <comment>of an alert</comment>
            <translation>नियम</translation>
        </message>
        <message>
            <source>Search</source>
            <comment>in a field for words to look for</comment>
            <translation>खोजें</translation>
        </message>
        <message>
            <source>Search alerts</source>
            <translation>अलर्ट खोजें</translation>
        </message>
        <message>
            <source>Severity</source>
            <translation>गंभीरता</translation>
        </message>
        <message>
            <source>{severity} or worse</source>
            <comment>a filter: least severity</comment>
            <translation>{severity} या उससे गंभीर</translation>
        </message>
    </context>
    <context>
        <name>GlancePanel</name>
        <message>
            <source>Galla</source>
            <comment>the program's name</comment>
            <translation>Galla</translation>
        </message>
    </context>
    <context>
        <name>Nothing</name>
        <message>
            <source>No alert is as you have asked for above.</source>
            <translation>ऊपर चुनी गई शर्तों का कोई अलर्ट नहीं है।</translation>
        </message>
        <message>
            <source>No alert yet</source>
            <translation>अभी कोई अलर्ट नहीं</translation>
        </message>
        <message>
            <source>Nothing matches</source>
            <translation>कुछ नहीं मिला</translation>
        </message>
        <message>
            <source>Show all alerts</source>
            <translation>सभी अलर्ट दिखाएँ</translation>
        </message>
        <message>
            <source>When money runs short or something fails, it is listed here: why, who was told, and when.</source>
            <translation>जब पैसा कम पड़े या कुछ काम न करे, तो यहाँ दिखेगा: क्यों, किसे और कब बताया गया।</translation>
        </message>
    </context>
    <context>
        <name>PagesWindow</name>
        <message>
            <source>Pages</source>
            <comment>of the settings, read aloud</comment>
            <translation>पेज</translation>
        </message>
    </context>
    <context>
        <name>PanelFoot</name>
        <message>
            <source>&amp;Alert history</source>
            <translation>अलर्ट हिस्ट्री (&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Settings…</source>
            <translation>सेटिंग… (&amp;S)</translation>
        </message>
    </context>
    <context>
        <name>Profiles</name>
        <message>
            <source>  {label}: {where}</source>
            <comment>of a supplier profile</comment>
            <translation>  {label}: {where}</translation>
        </message>
        <message>
            <source>  {source}</source>
            <comment>of a supplier profile</comment>
            <translation>  {source}</translation>
        </message>
        <message>
            <source>AI credits</source>
            <translation>AI क्रेडिट</translation>
        </message>
        <message>
            <source>API key</source>
            <translation>API कुंजी</translation>
        </message>
        <message>
            <source>API secret</source>
            <translation>API सीक्रेट</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>पता</translation>
        </message>
        <message>
            <source>Address: {url}</source>
            <translation>पता: {url}</translation>
        </message>
        <message numerus="yes">
            <source>Asked at most every %n second(s)</source>
            <translation>
                <numerusform>हर %n सेकंड में ज़्यादा से ज़्यादा एक बार पूछा जाता है</numerusform>
                <numerusform>हर %n सेकंड में ज़्यादा से ज़्यादा एक बार पूछा जाता है</numerusform>
            </translation>
        </message>
        <message>
            <source>Balance: {amount}</source>
            <translation>बैलेंस: {amount}</translation>
        </message>
        <message>
            <source>Checked against other people's programs, not tried with a real account.</source>
            <translation>दूसरों के प्रोग्राम से मिलाकर जाँचा गया, असली अकाउंट से नहीं आज़माया गया।</translation>
        </message>
        <message>
            <source>Checked against the supplier's documentation, not tried with a real account.</source>
            <translation>सप्लायर के दस्तावेज़ से मिलाकर जाँचा गया, असली अकाउंट से नहीं आज़माया गया।</translation>
        </message>
        <message>
            <source>Checked against the supplier's own client library, not tried with a real account.</source>
            <translation>सप्लायर की अपनी क्लाइंट लाइब्रेरी से मिलाकर जाँचा गया, असली अकाउंट से नहीं आज़माया गया।</translation>
        </message>
        <message>
            <source>Client ID</source>
            <translation>क्लाइंट आईडी</translation>
        </message>
        <message>
            <source>Client secret</source>
            <translation>क्लाइंट सीक्रेट</translation>
        </message>
        <message>
            <source>Credit</source>
            <comment>a balance</comment>
            <translation>उधार</translation>
        </message>
        <message>
            <source>Credit limit</source>
            <comment>a balance</comment>
            <translation>उधार की सीमा</translation>
        </message>
        <message>
            <source>Currency</source>
            <translation>मुद्रा</translation>
        </message>
        <message>
            <source>Currency: {currency}</source>
            <translation>मुद्रा: {currency}</translation>
        </message>
        <message>
            <source>Example {number}: {field} should be {expected}, but is {found}.</source>
            <translation>उदाहरण {number}: {field} को {expected} होना चाहिए, पर {found} है।</translation>
        </message>
        <message>
            <source>Granted</source>
            <comment>a balance</comment>
            <translation>मुफ़्त मिला</translation>
        </message>
        <message>
            <source>Held</source>
            <comment>a balance</comment>
            <translation>रोका हुआ</translation>
        </message>
        <message>
            <source>Not checked against any supplier.</source>
            <translation>किसी सप्लायर से मिलाकर नहीं जाँचा गया।</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>पासवर्ड</translation>
        </message>
        <message>
            <source>Pending</source>
            <comment>a balance</comment>
            <translation>बाकी</translation>
        </message>
        <message>
            <source>SMS and voice</source>
            <translation>SMS और वॉइस</translation>
        </message>
        <message>
            <source>Sandbox: the same address with other keys</source>
            <translation>सैंडबॉक्स: यही पता, दूसरी कुंजियाँ</translation>
        </message>
        <message>
            <source>Sandbox: {url}</source>
            <translation>सैंडबॉक्स: {url}</translation>
        </message>
        <message>
            <source>Shown besides: {names}</source>
            <translation>साथ में दिखता है: {names}</translation>
        </message>
        <message>
            <source>Spendable</source>
            <comment>a balance</comment>
            <translation>खर्च के लायक</translation>
        </message>
        <message>
            <source>Time stamp: none that names an instant</source>
            <translation>समय: ऐसा कोई नहीं जो निश्चित क्षण बताए</translation>
        </message>
        <message>
            <source>Time stamp: {when}</source>
            <translation>समय: {when}</translation>
        </message>
        <message>
            <source>Topped up</source>
            <comment>a balance</comment>
            <translation>रिचार्ज किया हुआ</translation>
        </message>
        <message>
            <source>Topped up at: {url}</source>
            <translation>रिचार्ज यहाँ: {url}</translation>
        </message>
        <message>
            <source>User name</source>
            <translation>यूज़र नाम</translation>
        </message>
        <message>
            <source>What is asked of you:</source>
            <translation>आपसे क्या माँगा जाता है:</translation>
        </message>
        <message>
            <source>any supplier</source>
            <translation>कोई भी सप्लायर</translation>
        </message>
        <message>
            <source>as the supplier says</source>
            <translation>जो सप्लायर बताए</translation>
        </message>
        <message>
            <source>game keys</source>
            <translation>गेम कुंजियाँ</translation>
        </message>
        <message>
            <source>gift cards</source>
            <translation>गिफ़्ट कार्ड</translation>
        </message>
        <message>
            <source>gift cards, payouts</source>
            <translation>गिफ़्ट कार्ड, पेआउट</translation>
        </message>
        <message>
            <source>gift cards, top-up, eSIM</source>
            <translation>गिफ़्ट कार्ड, रिचार्ज, eSIM</translation>
        </message>
        <message>
            <source>kept in the keyring</source>
            <translation>कीरिंग में रहता है</translation>
        </message>
        <message>
            <source>mobile top-up</source>
            <translation>मोबाइल रिचार्ज</translation>
        </message>
        <message>
            <source>social services</source>
            <translation>सोशल सेवाएँ</translation>
        </message>
        <message>
            <source>top-up, gift cards, eSIM</source>
            <translation>रिचार्ज, गिफ़्ट कार्ड, eSIM</translation>
        </message>
        <message>
            <source>your own file</source>
            <translation>आपकी अपनी फ़ाइल</translation>
        </message>
        <message>
            <source>yours to say</source>
            <translation>आप बताते हैं</translation>
        </message>
        <message>
            <source>{id}  cannot be used: {why}</source>
            <comment>a supplier profile</comment>
            <translation>{id}  इस्तेमाल नहीं हो सकता: {why}</translation>
        </message>
        <message>
            <source>{id}  {name}</source>
            <comment>a supplier profile</comment>
            <translation>{id}  {name}</translation>
        </message>
        <message>
            <source>{id}  {name}  ({about})</source>
            <comment>a supplier profile</comment>
            <translation>{id}  {name}  ({about})</translation>
        </message>
        <message numerus="yes">
            <source>{name}: the file is sound, and reads its %n example(s) as it says.</source>
            <translation>
                <numerusform>{name}: फ़ाइल ठीक है, और अपना %n उदाहरण वैसे ही पढ़ती है जैसा लिखा है।</numerusform>
                <numerusform>{name}: फ़ाइल ठीक है, और अपने %n उदाहरण वैसे ही पढ़ती है जैसा लिखा है।</numerusform>
            </translation>
        </message>
        <message>
            <source>{name}: the file is sound. It has no example that it could be tried with.</source>
            <translation>{name}: फ़ाइल ठीक है। उसमें कोई उदाहरण नहीं जिससे उसे आज़माया जा सके।</translation>
        </message>
        <message>
            <source>{name}: {amount}</source>
            <comment>a further balance</comment>
            <translation>{name}: {amount}</translation>
        </message>
    </context>
    <context>
        <name>Settings</name>
        <message>
            <source>A computer that is closed, offline or broken cannot warn you. While Galla watches, it calls an address every few minutes; when the calls stop, the service behind it tells you. Healthchecks.io is such a service.</source>
            <translation>बंद, ऑफ़लाइन या खराब कंप्यूटर आपको चेतावनी नहीं दे सकता। जब तक Galla नज़र रखता है, वह हर कुछ मिनट में एक पते को पिंग करता है; पिंग रुकते ही उस पते की सेवा आपको बताती है। Healthchecks.io ऐसी ही एक सेवा है।</translation>
        </message>
        <message>
            <source>A day begins at</source>
            <comment>followed by a time of day</comment>
            <translation>दिन शुरू होता है</translation>
        </message>
        <message>
            <source>A payment arrives after</source>
            <translation>भुगतान पहुँचने में लगता है</translation>
        </message>
        <message>
            <source>A suggestion, by what is there now.</source>
            <translation>एक सुझाव, अभी जो बैलेंस है उसके हिसाब से।</translation>
        </message>
        <message>
            <source>A test is on its way. If you close this, the address is saved as soon as the test arrives.</source>
            <translation>टेस्ट भेजा जा रहा है। इसे बंद कर देंगे तो भी टेस्ट पहुँचते ही पता सहेज लिया जाएगा।</translation>
        </message>
        <message>
            <source>A test is on its way. If you close this, the channel is added as soon as the test arrives.</source>
            <translation>टेस्ट भेजा जा रहा है। इसे बंद कर देंगे तो भी टेस्ट पहुँचते ही चैनल जोड़ दिया जाएगा।</translation>
        </message>
        <message>
            <source>Account</source>
            <comment>heading of settings</comment>
            <translation>अकाउंट</translation>
        </message>
        <message>
            <source>Account</source>
            <comment>which one the settings below are of</comment>
            <translation>अकाउंट</translation>
        </message>
        <message>
            <source>Accounts</source>
            <comment>a page of settings</comment>
            <translation>अकाउंट</translation>
        </message>
        <message>
            <source>Accounts, alerts, channels and all else are then set as in the file. The settings of now stay beside them, as settings.toml.before-import; history and keys stay as they are.</source>
            <translation>इसके बाद अकाउंट, अलर्ट, चैनल और बाकी सब फ़ाइल के अनुसार होंगे। अभी की सेटिंग उसी जगह settings.toml.before-import नाम से बनी रहेंगी; इतिहास और कुंजियाँ जैसी हैं वैसी रहेंगी।</translation>
        </message>
        <message>
            <source>Add a channel</source>
            <translation>चैनल जोड़ें</translation>
        </message>
        <message>
            <source>Add a channel…</source>
            <translation>चैनल जोड़ें…</translation>
        </message>
        <message>
            <source>Add an account</source>
            <translation>अकाउंट जोड़ें</translation>
        </message>
        <message>
            <source>Add an account…</source>
            <translation>अकाउंट जोड़ें…</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>पता</translation>
        </message>
        <message>
            <source>Address of the balance</source>
            <translation>बैलेंस का पता</translation>
        </message>
        <message>
            <source>Address of the heartbeat</source>
            <translation>हार्टबीट का पता</translation>
        </message>
        <message>
            <source>Address of {channel}</source>
            <translation>{channel} का पता</translation>
        </message>
        <message>
            <source>Alerts</source>
            <comment>a page of settings</comment>
            <translation>अलर्ट</translation>
        </message>
        <message>
            <source>Alerts no longer go there, and its address is deleted from the keyring.</source>
            <translation>वहाँ अब अलर्ट नहीं जाएँगे, और उसका पता कीरिंग से मिटा दिया जाएगा।</translation>
        </message>
        <message>
            <source>Alerts then also go to a phone, a chat or a mailbox.</source>
            <translation>तब अलर्ट फ़ोन, चैट या मेलबॉक्स पर भी जाएँगे।</translation>
        </message>
        <message>
            <source>All accounts and channels with their keys and addresses, the history of balances and alerts with its copies, your own supplier profiles, the settings and the log are deleted. That cannot be undone.</source>
            <translation>सभी अकाउंट और चैनल अपनी कुंजियों और पतों के साथ, बैलेंस और अलर्ट का इतिहास और उसकी प्रतियाँ, आपकी अपनी सप्लायर प्रोफ़ाइलें, सेटिंग और लॉग हटा दिए जाएँगे। इसे वापस नहीं लिया जा सकता।</translation>
        </message>
        <message>
            <source>Always on: without it, all would look well while nothing works.</source>
            <translation>हमेशा चालू: इसके बिना सब ठीक दिखेगा, जबकि कुछ काम नहीं कर रहा होगा।</translation>
        </message>
        <message>
            <source>Another address, or another account there, begins a new history.</source>
            <translation>दूसरा पता या वहाँ का दूसरा अकाउंट नया इतिहास शुरू करता है।</translation>
        </message>
        <message>
            <source>Another supplier</source>
            <translation>कोई और सप्लायर</translation>
        </message>
        <message>
            <source>Ask</source>
            <comment>followed by: the real account</comment>
            <translation>किससे पूछें</translation>
        </message>
        <message>
            <source>Ask and add</source>
            <translation>पूछें और जोड़ें</translation>
        </message>
        <message>
            <source>Ask and save</source>
            <translation>पूछें और सहेजें</translation>
        </message>
        <message>
            <source>Ask for the balance</source>
            <comment>followed by: open, every n min; else every n min</comment>
            <translation>बैलेंस पूछें</translation>
        </message>
        <message>
            <source>Ask the supplier now</source>
            <translation>सप्लायर से अभी पूछें</translation>
        </message>
        <message>
            <source>Asking…</source>
            <comment>the supplier</comment>
            <translation>पूछ रहे हैं…</translation>
        </message>
        <message>
            <source>Bot token, then the number of your chat. Write to @BotFather in Telegram, send /newbot, and it gives you the token. Write to your new bot once; @userinfobot tells you the number.
https://appriseit.com/services/telegram/</source>
            <translation>बॉट टोकन, फिर आपकी चैट का नंबर। Telegram में @BotFather को /newbot भेजें, वह टोकन देगा। अपने नए बॉट को एक बार संदेश लिखें; नंबर @userinfobot बता देगा।
https://appriseit.com/services/telegram/</translation>
        </message>
        <message>
            <source>By the clock of the account's time zone. Equal times: all day.</source>
            <translation>अकाउंट के समय क्षेत्र की घड़ी से। दोनों समय एक जैसे हों तो पूरा दिन।</translation>
        </message>
        <message>
            <source>By the clock of this computer. Equal times: all day.</source>
            <translation>इस कंप्यूटर की घड़ी के अनुसार। दोनों समय एक जैसे हों तो पूरा दिन।</translation>
        </message>
        <message>
            <source>Call while Galla watches</source>
            <comment>the heartbeat</comment>
            <translation>जब तक Galla नज़र रखे, पिंग करता रहे</translation>
        </message>
        <message>
            <source>Called</source>
            <comment>a header or a parameter</comment>
            <translation>नाम</translation>
        </message>
        <message>
            <source>Cancel</source>
            <comment>a button</comment>
            <translation>रद्द करें</translation>
        </message>
        <message>
            <source>Change address…</source>
            <translation>पता बदलें…</translation>
        </message>
        <message>
            <source>Channels</source>
            <comment>a page of settings: ways in which alerts go out</comment>
            <translation>चैनल</translation>
        </message>
        <message>
            <source>Choose a supplier first.</source>
            <translation>पहले सप्लायर चुनें।</translation>
        </message>
        <message>
            <source>Click the number that is your balance.</source>
            <translation>उस संख्या पर क्लिक करें जो आपका बैलेंस है।</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>बंद करें</translation>
        </message>
        <message>
            <source>Closed on</source>
            <comment>followed by weekdays</comment>
            <translation>इन दिनों बंद</translation>
        </message>
        <message>
            <source>Counts where a payment takes working days.</source>
            <translation>तब काम आता है जब भुगतान में कामकाजी दिन लगते हैं।</translation>
        </message>
        <message>
            <source>Create a check there, let it expect a call every few minutes, and copy its ping address.
https://healthchecks.io</source>
            <translation>वहाँ एक चेक बनाएँ, उसमें हर कुछ मिनट में पिंग आने की उम्मीद सेट करें, और उसका पिंग पता कॉपी करें।
https://healthchecks.io</translation>
        </message>
        <message>
            <source>Critical alerts always go out at once. Warnings wait and come as one summary when quiet hours end.</source>
            <translation>गंभीर अलर्ट हमेशा तुरंत भेजे जाते हैं। चेतावनियाँ रुकती हैं और शांत समय खत्म होने पर एक साथ आती हैं।</translation>
        </message>
        <message>
            <source>Currency</source>
            <translation>मुद्रा</translation>
        </message>
        <message>
            <source>Delete everything</source>
            <comment>a button</comment>
            <translation>सब कुछ हटाएँ</translation>
        </message>
        <message>
            <source>Delete everything</source>
            <comment>the name of a field</comment>
            <translation>सब कुछ हटाएँ</translation>
        </message>
        <message>
            <source>Delete everything?</source>
            <translation>सब कुछ हटाएँ?</translation>
        </message>
        <message>
            <source>Delete its history too</source>
            <translation>उसका इतिहास भी मिटाएँ</translation>
        </message>
        <message>
            <source>Delete…</source>
            <comment>everything</comment>
            <translation>हटाएँ…</translation>
        </message>
        <message>
            <source>Done</source>
            <comment>a button</comment>
            <translation>हो गया</translation>
        </message>
        <message>
            <source>Each is asked on its own; the icon shows the one that needs you first.</source>
            <translation>हर एक से अलग पूछा जाता है; आइकन वह दिखाता है जिसे आपकी ज़रूरत सबसे पहले है।</translation>
        </message>
        <message>
            <source>Email</source>
            <translation>ईमेल</translation>
        </message>
        <message>
            <source>Empty at</source>
            <comment>followed by an amount of money</comment>
            <translation>इतने पर खाली</translation>
        </message>
        <message>
            <source>English</source>
            <comment>the language's own name; not translated</comment>
            <translation>English (अंग्रेज़ी)</translation>
        </message>
        <message>
            <source>Enter a name.</source>
            <translation>नाम डालें।</translation>
        </message>
        <message>
            <source>Enter address…</source>
            <translation>पता डालें…</translation>
        </message>
        <message>
            <source>Enter it.</source>
            <translation>इसे डालें।</translation>
        </message>
        <message>
            <source>Enter new keys…</source>
            <translation>नई कुंजियाँ डालें…</translation>
        </message>
        <message>
            <source>Enter the address.</source>
            <translation>पता डालें।</translation>
        </message>
        <message>
            <source>Every</source>
            <comment>followed by minutes</comment>
            <translation>हर</translation>
        </message>
        <message>
            <source>Every day</source>
            <comment>followed by a span of time</comment>
            <translation>हर दिन</translation>
        </message>
        <message>
            <source>Example answer</source>
            <translation>जवाब का उदाहरण</translation>
        </message>
        <message>
            <source>Export the settings</source>
            <translation>सेटिंग निर्यात करें</translation>
        </message>
        <message>
            <source>Export…</source>
            <comment>the settings</comment>
            <translation>निर्यात करें…</translation>
        </message>
        <message>
            <source>Failing since {when}. {why}</source>
            <comment>of a channel</comment>
            <translation>{when} से काम नहीं कर रहा। {why}</translation>
        </message>
        <message>
            <source>Failing since {when}. {why}</source>
            <comment>of the heartbeat</comment>
            <translation>{when} से काम नहीं कर रहा। {why}</translation>
        </message>
        <message>
            <source>For another computer, or to keep. Keys stay in the keyring.</source>
            <translation>दूसरे कंप्यूटर के लिए या सँभालकर रखने के लिए। कुंजियाँ कीरिंग में ही रहती हैं।</translation>
        </message>
        <message>
            <source>For what was spent in a day, and the daily close.</source>
            <translation>दिन भर के खर्च और दैनिक हिसाब के लिए।</translation>
        </message>
        <message>
            <source>Galla calls it once to see whether it answers, and then keeps it.</source>
            <translation>Galla एक बार पिंग करके देखेगा कि जवाब आता है या नहीं, फिर इसे सहेज लेगा।</translation>
        </message>
        <message>
            <source>Galla speaks with everything that Apprise knows: Discord, WhatsApp, Signal, Matrix, ntfy, Pushover and more than a hundred others. Each has a page that says what its address looks like.
https://appriseit.com/services/</source>
            <translation>Apprise जिन्हें जानता है, Galla उन सब पर भेज सकता है: Discord, WhatsApp, Signal, Matrix, ntfy, Pushover और सौ से ज़्यादा दूसरी सेवाएँ। हर सेवा के पेज पर लिखा है कि उसका पता कैसा होता है।
https://appriseit.com/services/</translation>
        </message>
        <message>
            <source>Galla would read: {amount}</source>
            <translation>Galla यह पढ़ेगा: {amount}</translation>
        </message>
        <message>
            <source>General</source>
            <comment>a page of settings</comment>
            <translation>सामान्य</translation>
        </message>
        <message>
            <source>Heartbeat</source>
            <comment>heading of settings: a sign of life</comment>
            <translation>हार्टबीट</translation>
        </message>
        <message>
            <source>Hide</source>
            <comment>an address that is shown</comment>
            <translation>छिपाएँ</translation>
        </message>
        <message>
            <source>Hold warnings back at night</source>
            <translation>रात में चेतावनियाँ रोकें</translation>
        </message>
        <message>
            <source>Hours on the clock, and then working days of the bank.</source>
            <translation>पहले घड़ी के घंटे, फिर बैंक के कामकाजी दिन।</translation>
        </message>
        <message>
            <source>Import settings</source>
            <translation>सेटिंग आयात करें</translation>
        </message>
        <message>
            <source>Import…</source>
            <comment>the settings</comment>
            <translation>आयात करें…</translation>
        </message>
        <message>
            <source>It is deleted from the keyring. The service behind it will raise its alarm.</source>
            <translation>इसे कीरिंग से मिटा दिया जाएगा। इस पते की सेवा आपको खबर भेजेगी कि पिंग रुक गए हैं।</translation>
        </message>
        <message>
            <source>It is no longer asked for, and its keys are deleted from the keyring.</source>
            <translation>अब उसका बैलेंस नहीं पूछा जाएगा, और उसकी कुंजियाँ कीरिंग से मिटा दी जाएँगी।</translation>
        </message>
        <message>
            <source>Its address is not in the keyring: enter it with “Change address…”.</source>
            <translation>इसका पता कीरिंग में नहीं है: “पता बदलें…” से डालें।</translation>
        </message>
        <message>
            <source>Kept in the keyring of this computer. It is not shown again.</source>
            <translation>इस कंप्यूटर की कीरिंग में रखा जाता है। दोबारा नहीं दिखाया जाएगा।</translation>
        </message>
        <message>
            <source>Kept on this computer</source>
            <translation>इस कंप्यूटर पर यहाँ रखा है</translation>
        </message>
        <message>
            <source>Keys of {account}</source>
            <translation>{account} की कुंजियाँ</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>भाषा</translation>
        </message>
        <message>
            <source>Language and look</source>
            <comment>heading of settings</comment>
            <translation>भाषा और रूप</translation>
        </message>
        <message>
            <source>Last called {when}.</source>
            <comment>of the heartbeat</comment>
            <translation>पिछली बार {when} पर पिंग किया गया।</translation>
        </message>
        <message>
            <source>Last delivered {when}.</source>
            <comment>of a channel</comment>
            <translation>पिछली बार {when} पर पहुँचा।</translation>
        </message>
        <message>
            <source>Less</source>
            <comment>hides some settings of an account</comment>
            <translation>कम दिखाएँ</translation>
        </message>
        <message>
            <source>Let the service wait for some calls more before it raises its alarm.</source>
            <translation>सेवा में ऐसा रखें कि कुछ और पिंग का इंतज़ार करके ही खबर भेजे।</translation>
        </message>
        <message>
            <source>Look at the night ahead before closing</source>
            <comment>followed by minutes</comment>
            <translation>बंद होने से पहले आने वाली रात का हिसाब</translation>
        </message>
        <message>
            <source>More often when the money runs short, but never against the supplier's limit.</source>
            <translation>पैसा कम होने पर ज़्यादा बार, पर सप्लायर की सीमा के ख़िलाफ़ कभी नहीं।</translation>
        </message>
        <message>
            <source>More…</source>
            <comment>shows some settings of an account</comment>
            <translation>और…</translation>
        </message>
        <message>
            <source>My supplier is not in the list…</source>
            <translation>मेरा सप्लायर सूची में नहीं है…</translation>
        </message>
        <message>
            <source>Name</source>
            <comment>of a channel</comment>
            <translation>नाम</translation>
        </message>
        <message>
            <source>Name</source>
            <comment>of a value in an answer</comment>
            <translation>नाम</translation>
        </message>
        <message>
            <source>Name</source>
            <comment>of an account</comment>
            <translation>नाम</translation>
        </message>
        <message>
            <source>Name and password of the sender's mailbox, then who receives it. Gmail needs an app password: https://myaccount.google.com/apppasswords
Other servers: mailtos://name:password@mail.example.com
https://appriseit.com/services/email/</source>
            <translation>भेजने वाले मेलबॉक्स का नाम और पासवर्ड, फिर पाने वाला। Gmail के लिए ऐप पासवर्ड चाहिए: https://myaccount.google.com/apppasswords
दूसरे सर्वर: mailtos://name:password@mail.example.com
https://appriseit.com/services/email/</translation>
        </message>
        <message>
            <source>No account yet. Add one: you need the key of your supplier's interface.</source>
            <translation>अभी कोई अकाउंट नहीं है। एक जोड़ें: आपको अपने सप्लायर के इंटरफ़ेस की कुंजी चाहिए।</translation>
        </message>
        <message>
            <source>No address is stored.</source>
            <comment>of the heartbeat</comment>
            <translation>कोई पता सहेजा नहीं गया है।</translation>
        </message>
        <message>
            <source>No channel yet: alerts appear on this desktop only.</source>
            <translation>अभी कोई चैनल नहीं: अलर्ट सिर्फ़ इस डेस्कटॉप पर दिखेंगे।</translation>
        </message>
        <message>
            <source>No supplier of that name is in the list.</source>
            <translation>सूची में इस नाम का कोई सप्लायर नहीं है।</translation>
        </message>
        <message>
            <source>Nothing of Galla stays on this computer, and Galla quits.</source>
            <translation>इस कंप्यूटर पर Galla का कुछ नहीं रहता, और Galla बंद हो जाता है।</translation>
        </message>
        <message>
            <source>Nothing was deleted: {sentence}</source>
            <translation>कुछ भी नहीं हटाया गया: {sentence}</translation>
        </message>
        <message>
            <source>Nothing was sent yet.</source>
            <comment>of a channel</comment>
            <translation>अभी तक कुछ नहीं भेजा गया।</translation>
        </message>
        <message>
            <source>Notifications</source>
            <comment>heading of settings: those of the desktop</comment>
            <translation>सूचनाएँ</translation>
        </message>
        <message>
            <source>Of business hours, days, and of times that the supplier gives without one.</source>
            <translation>कारोबार के समय, दिनों और सप्लायर के बिना समय क्षेत्र वाले समय का।</translation>
        </message>
        <message>
            <source>Of the balance, such as USD: the supplier does not say it.</source>
            <translation>बैलेंस की, जैसे USD: सप्लायर यह नहीं बताता।</translation>
        </message>
        <message>
            <source>Of the suppliers, these are now asked as the file says and no longer as Galla knows them: {profiles}. Enter no key for them unless you trust it.</source>
            <translation>अब इन सप्लायरों से वैसे पूछा जाता है जैसे फ़ाइल कहती है, न कि जैसे Galla उन्हें जानता है: {profiles}। जब तक फ़ाइल पर भरोसा न हो, इनके लिए कुंजी न डालें।</translation>
        </message>
        <message>
            <source>Of windows, notifications, messages and commands.</source>
            <translation>विंडो, नोटिफ़िकेशन, संदेश और कमांड की।</translation>
        </message>
        <message>
            <source>Only some keys were deleted: {sentence}</source>
            <translation>केवल कुछ कुंजियाँ हटाई गईं: {sentence}</translation>
        </message>
        <message>
            <source>Open</source>
            <comment>business hours, followed by a span of time</comment>
            <translation>खुला</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>फ़ोल्डर खोलें</translation>
        </message>
        <message>
            <source>Opened by “Top up”. Empty: the page that the supplier profile names.</source>
            <translation>“रिचार्ज करें” से खुलता है। खाली हो तो वह पेज जो सप्लायर प्रोफ़ाइल में है।</translation>
        </message>
        <message>
            <source>Or earlier, when a payment must be sent within a day.</source>
            <translation>या उससे पहले, जब एक दिन के भीतर भुगतान भेजना ज़रूरी हो।</translation>
        </message>
        <message>
            <source>Others</source>
            <comment>services that take messages</comment>
            <translation>अन्य</translation>
        </message>
        <message>
            <source>Page for topping up</source>
            <translation>रिचार्ज का पेज</translation>
        </message>
        <message>
            <source>Paste an answer from the supplier's documentation here.</source>
            <translation>सप्लायर के दस्तावेज़ से एक जवाब यहाँ चिपकाएँ।</translation>
        </message>
        <message>
            <source>Paste an example answer and click the balance in it.</source>
            <translation>जवाब का एक उदाहरण चिपकाएँ और उसमें बैलेंस पर क्लिक करें।</translation>
        </message>
        <message>
            <source>Paused, because by this file their keys go elsewhere or are used otherwise: {accounts}. Look at them, then watch them again.</source>
            <translation>ये रोक दिए गए हैं, क्योंकि इस फ़ाइल के अनुसार इनकी कुंजियाँ कहीं और जातीं या किसी और तरह इस्तेमाल होतीं: {accounts}। इन्हें देखें, फिर दोबारा नज़र रखना शुरू करें।</translation>
        </message>
        <message>
            <source>Paused: it is not asked for, and nobody is warned.</source>
            <comment>of an account</comment>
            <translation>रुका हुआ: इसका बैलेंस नहीं पूछा जाता, और किसी को चेतावनी नहीं मिलती।</translation>
        </message>
        <message>
            <source>Phone</source>
            <comment>an example of a channel's name</comment>
            <translation>फ़ोन</translation>
        </message>
        <message>
            <source>Phone, chat and mail</source>
            <comment>heading of settings: channels other than the desktop</comment>
            <translation>फ़ोन, चैट और मेल</translation>
        </message>
        <message>
            <source>Quiet hours</source>
            <comment>heading of settings: no warnings at night</comment>
            <translation>शांत समय</translation>
        </message>
        <message>
            <source>Quiet hours</source>
            <comment>of a channel</comment>
            <translation>शांत समय</translation>
        </message>
        <message>
            <source>Readings, spend and alerts. That cannot be undone; daily copies keep it for some days.</source>
            <translation>जाँचें, खर्च और अलर्ट। इसे वापस नहीं लाया जा सकता; रोज़ की कॉपियों में कुछ दिन रहता है।</translation>
        </message>
        <message>
            <source>Remove</source>
            <comment>a button</comment>
            <translation>हटाएँ</translation>
        </message>
        <message>
            <source>Remove the address of the heartbeat?</source>
            <translation>हार्टबीट का पता हटाएँ?</translation>
        </message>
        <message>
            <source>Remove “{account}”?</source>
            <translation>“{account}” हटाएँ?</translation>
        </message>
        <message>
            <source>Remove “{channel}”?</source>
            <translation>“{channel}” हटाएँ?</translation>
        </message>
        <message>
            <source>Remove…</source>
            <comment>a channel</comment>
            <translation>हटाएँ…</translation>
        </message>
        <message>
            <source>Remove…</source>
            <comment>an account</comment>
            <translation>हटाएँ…</translation>
        </message>
        <message>
            <source>Remove…</source>
            <comment>an address</comment>
            <translation>हटाएँ…</translation>
        </message>
        <message>
            <source>Repeat an open alert every</source>
            <comment>followed by hours</comment>
            <translation>जारी अलर्ट दोहराएँ, हर</translation>
        </message>
        <message>
            <source>Replace</source>
            <comment>a button: the settings</comment>
            <translation>बदलें</translation>
        </message>
        <message>
            <source>Replace address…</source>
            <translation>दूसरा पता डालें…</translation>
        </message>
        <message>
            <source>Replace the settings?</source>
            <translation>सेटिंग बदलें?</translation>
        </message>
        <message>
            <source>Rules</source>
            <comment>heading of settings: which alerts there are</comment>
            <translation>नियम</translation>
        </message>
        <message>
            <source>Search a supplier</source>
            <translation>सप्लायर खोजें</translation>
        </message>
        <message>
            <source>Send a test</source>
            <translation>टेस्ट भेजें</translation>
        </message>
        <message>
            <source>Sending…</source>
            <translation>भेजा जा रहा है…</translation>
        </message>
        <message>
            <source>Settings ({pattern})</source>
            <comment>kinds of files</comment>
            <translation>सेटिंग ({pattern})</translation>
        </message>
        <message>
            <source>Settings, without keys</source>
            <translation>सेटिंग, कुंजियों के बिना</translation>
        </message>
        <message>
            <source>Show</source>
            <comment>an address that is hidden</comment>
            <translation>दिखाएँ</translation>
        </message>
        <message>
            <source>So long before business hours end; 1440: from opening on.</source>
            <translation>कारोबार का समय खत्म होने से इतना पहले; 1440: दुकान खुलते ही।</translation>
        </message>
        <message>
            <source>So that a balance is watched without anybody thinking of it.</source>
            <translation>ताकि बिना किसी के सोचे बैलेंस पर नज़र रहे।</translation>
        </message>
        <message>
            <source>So that an alert reaches you where this computer is not.</source>
            <translation>ताकि जहाँ यह कंप्यूटर न हो, वहाँ भी अलर्ट आप तक पहुँचे।</translation>
        </message>
        <message>
            <source>Start</source>
            <comment>heading of settings: when the program starts</comment>
            <translation>शुरुआत</translation>
        </message>
        <message>
            <source>Start Galla when you log in</source>
            <translation>लॉग-इन करने पर Galla शुरू करें</translation>
        </message>
        <message>
            <source>Suppliers</source>
            <comment>heading of settings: the accounts at suppliers</comment>
            <translation>सप्लायर</translation>
        </message>
        <message>
            <source>Switched off: nothing is sent.</source>
            <comment>of a channel</comment>
            <translation>बंद: कुछ नहीं भेजा जाता।</translation>
        </message>
        <message>
            <source>Tell of</source>
            <comment>followed by: critical alerts only</comment>
            <translation>क्या बताएँ</translation>
        </message>
        <message>
            <source>Test and add</source>
            <translation>टेस्ट करके जोड़ें</translation>
        </message>
        <message>
            <source>Test and save</source>
            <translation>टेस्ट करके सहेजें</translation>
        </message>
        <message>
            <source>The address answered.</source>
            <comment>of the heartbeat</comment>
            <translation>पते से जवाब आया।</translation>
        </message>
        <message>
            <source>The address is being called. If you close this, it is saved as soon as it answers.</source>
            <translation>पते को पिंग किया जा रहा है। इसे बंद कर देंगे तो भी जवाब आते ही सहेज लिया जाएगा।</translation>
        </message>
        <message>
            <source>The address of an incoming webhook, as Slack shows it: create an app, switch on incoming webhooks and add one to your channel.
https://api.slack.com/messaging/webhooks</source>
            <translation>इनकमिंग वेबहुक का पता, जैसा Slack दिखाता है: एक ऐप बनाएँ, उसमें इनकमिंग वेबहुक चालू करें और अपने चैनल में एक जोड़ें।
https://api.slack.com/messaging/webhooks</translation>
        </message>
        <message>
            <source>The address was not called yet.</source>
            <comment>of the heartbeat</comment>
            <translation>पते को अभी तक पिंग नहीं किया गया।</translation>
        </message>
        <message>
            <source>The answer, value by value</source>
            <translation>जवाब, एक-एक मान</translation>
        </message>
        <message>
            <source>The bank rests on</source>
            <translation>बैंक की छुट्टी</translation>
        </message>
        <message>
            <source>The folder could not be opened. It is {folder}</source>
            <translation>फ़ोल्डर नहीं खुल सका। वह यह है: {folder}</translation>
        </message>
        <message>
            <source>The key is sent</source>
            <comment>followed by how</comment>
            <translation>कुंजी भेजी जाती है</translation>
        </message>
        <message>
            <source>The keyring may still have keys of {accounts}, whose supplier profile could not be read. Delete what it has of “galla” yourself.</source>
            <translation>कीरिंग में {accounts} की कुंजियाँ अब भी हो सकती हैं, क्योंकि सप्लायर प्रोफ़ाइल पढ़ी नहीं जा सकी। उसमें “galla” का जो भी हो, खुद हटाएँ।</translation>
        </message>
        <message>
            <source>The new address replaces the old one once a test has arrived.</source>
            <translation>टेस्ट पहुँचने के बाद नया पता पुराने की जगह लेगा।</translation>
        </message>
        <message>
            <source>The new keys of {account} work, and replace the old ones. The balance is {amount}.</source>
            <translation>{account} की नई कुंजियाँ काम करती हैं और पुरानी की जगह ले चुकी हैं। बैलेंस {amount} है।</translation>
        </message>
        <message>
            <source>The number is in cents</source>
            <translation>संख्या पैसों (सेंट) में है</translation>
        </message>
        <message>
            <source>The old keys stay until the supplier has answered with the new ones.</source>
            <translation>पुरानी कुंजियाँ तब तक रहती हैं जब तक सप्लायर नई कुंजियों से जवाब न दे।</translation>
        </message>
        <message>
            <source>The settings are in {file} now. Keys are not in it.</source>
            <translation>सेटिंग अब {file} में हैं। उसमें कुंजियाँ नहीं हैं।</translation>
        </message>
        <message>
            <source>The settings were imported. Accounts and channels whose keys are not in the keyring here ask for them.</source>
            <translation>सेटिंग आयात हो गईं। जिन अकाउंट और चैनलों की कुंजियाँ यहाँ की कीरिंग में नहीं हैं, वे उन्हें माँगेंगे।</translation>
        </message>
        <message>
            <source>The supplier is being asked. If you close this, it is kept as soon as it answers.</source>
            <translation>सप्लायर से पूछा जा रहा है। इसे बंद करने पर भी जवाब आते ही सब सहेज लिया जाएगा।</translation>
        </message>
        <message>
            <source>The supplier rejected the API key. Check that you entered all of it.</source>
            <translation>सप्लायर ने API कुंजी स्वीकार नहीं की। देखें कि आपने पूरी कुंजी डाली है।</translation>
        </message>
        <message>
            <source>The supplier says it; enter one only to be sure that it stays the same.</source>
            <translation>सप्लायर यह बताता है; तभी डालें जब पक्का करना हो कि यह वही रहे।</translation>
        </message>
        <message>
            <source>These could not be deleted. Delete them yourself:
{paths}</source>
            <translation>ये हटाए नहीं जा सके। इन्हें खुद हटाएँ:
{paths}</translation>
        </message>
        <message>
            <source>Time zone</source>
            <translation>समय क्षेत्र</translation>
        </message>
        <message>
            <source>Timing</source>
            <comment>heading of settings: when alerts speak</comment>
            <translation>समय</translation>
        </message>
        <message>
            <source>Until it is over, acknowledged or snoozed. 0: never.</source>
            <translation>जब तक खत्म न हो, देख न लिया जाए या शांत न किया जाए। 0: कभी नहीं।</translation>
        </message>
        <message>
            <source>Use {channel}</source>
            <comment>a switch, read aloud</comment>
            <translation>{channel} इस्तेमाल करें</translation>
        </message>
        <message>
            <source>Value</source>
            <comment>in an answer</comment>
            <translation>मान</translation>
        </message>
        <message>
            <source>Warn of no fresh balance after</source>
            <comment>followed by minutes</comment>
            <translation>ताज़ा बैलेंस न मिलने पर चेतावनी, इतनी देर बाद</translation>
        </message>
        <message>
            <source>Warn when the balance is under</source>
            <translation>चेतावनी दें जब बैलेंस इससे कम हो</translation>
        </message>
        <message>
            <source>Warn when the money lasts for less than</source>
            <translation>चेतावनी दें जब पैसा इससे कम चले</translation>
        </message>
        <message>
            <source>Watch {account}</source>
            <comment>a switch, read aloud</comment>
            <translation>{account} पर नज़र रखें</translation>
        </message>
        <message>
            <source>What Galla tells you of, for all accounts.</source>
            <translation>Galla आपको किन बातों की खबर दे, सभी अकाउंट के लिए।</translation>
        </message>
        <message>
            <source>What I click</source>
            <comment>followed by: is the balance</comment>
            <translation>जिस पर मैं क्लिक करूँ</translation>
        </message>
        <message>
            <source>What is usually spent in so many hours: it follows your trade.</source>
            <translation>इतने घंटों का आम खर्च: यह आपके कारोबार के साथ बदलता है।</translation>
        </message>
        <message>
            <source>What the supplier keeps back, such as a deposit: orders fail when only it is left.</source>
            <translation>जो सप्लायर रोककर रखता है, जैसे जमा राशि: जब केवल वही बचे तो ऑर्डर फ़ेल होते हैं।</translation>
        </message>
        <message>
            <source>Where the answer does not name it.</source>
            <translation>जहाँ जवाब उसे नहीं बताता।</translation>
        </message>
        <message>
            <source>Whole, as the supplier's documentation has it.</source>
            <translation>पूरा, जैसा सप्लायर के दस्तावेज़ में है।</translation>
        </message>
        <message>
            <source>Windows are</source>
            <translation>विंडो</translation>
        </message>
        <message>
            <source>With Twilio: account SID and token from its console, the number that you bought there, then the number that receives.
https://console.twilio.com
https://appriseit.com/services/twilio/</source>
            <translation>Twilio के साथ: उसके कंसोल से अकाउंट SID और टोकन, वहाँ खरीदा हुआ नंबर, फिर पाने वाले का नंबर।
https://console.twilio.com
https://appriseit.com/services/twilio/</translation>
        </message>
        <message>
            <source>Your data</source>
            <comment>heading of settings</comment>
            <translation>आपका डेटा</translation>
        </message>
        <message>
            <source>an amount</source>
            <comment>of a threshold</comment>
            <translation>एक रकम</translation>
        </message>
        <message>
            <source>as a bearer token</source>
            <comment>how a key is sent</comment>
            <translation>bearer टोकन के रूप में</translation>
        </message>
        <message>
            <source>as for all: none</source>
            <comment>quiet hours of a channel</comment>
            <translation>सबके जैसा: कोई नहीं</translation>
        </message>
        <message>
            <source>as for all: {start} to {end}</source>
            <comment>quiet hours of a channel</comment>
            <translation>सबके जैसा: {start} से {end}</translation>
        </message>
        <message>
            <source>as the system</source>
            <comment>the language, or light and dark</comment>
            <translation>सिस्टम जैसा</translation>
        </message>
        <message>
            <source>as user name and password</source>
            <comment>how a key is sent</comment>
            <translation>यूज़र नाम और पासवर्ड के रूप में</translation>
        </message>
        <message>
            <source>change</source>
            <comment>read aloud: an address</comment>
            <translation>बदलें</translation>
        </message>
        <message>
            <source>critical alerts only</source>
            <comment>what a channel is told</comment>
            <translation>सिर्फ़ गंभीर अलर्ट</translation>
        </message>
        <message>
            <source>dark</source>
            <comment>how windows look</comment>
            <translation>गहरा</translation>
        </message>
        <message>
            <source>days</source>
            <comment>behind a number</comment>
            <translation>दिन</translation>
        </message>
        <message>
            <source>else every</source>
            <comment>followed by minutes</comment>
            <translation>वरना हर</translation>
        </message>
        <message>
            <source>everything, also news</source>
            <comment>what a channel is told</comment>
            <translation>सब कुछ, जानकारी भी</translation>
        </message>
        <message>
            <source>export</source>
            <comment>read aloud: the settings</comment>
            <translation>निर्यात</translation>
        </message>
        <message>
            <source>from</source>
            <comment>the begin of a span of time</comment>
            <translation>शुरू</translation>
        </message>
        <message>
            <source>given as</source>
            <comment>read aloud: a threshold, given as an amount or hours</comment>
            <translation>किस रूप में</translation>
        </message>
        <message>
            <source>h</source>
            <comment>hours, behind a number</comment>
            <translation>घंटे</translation>
        </message>
        <message>
            <source>hours</source>
            <comment>a unit, read aloud</comment>
            <translation>घंटे</translation>
        </message>
        <message>
            <source>hours of usual spend</source>
            <comment>of a threshold</comment>
            <translation>आम खर्च के घंटे</translation>
        </message>
        <message>
            <source>import</source>
            <comment>read aloud: the settings</comment>
            <translation>आयात</translation>
        </message>
        <message>
            <source>in a header of its own</source>
            <comment>how a key is sent</comment>
            <translation>अपने अलग हेडर में</translation>
        </message>
        <message>
            <source>in the address</source>
            <comment>how a key is sent</comment>
            <translation>पते में</translation>
        </message>
        <message>
            <source>is the balance</source>
            <comment>what is clicked</comment>
            <translation>वह बैलेंस है</translation>
        </message>
        <message>
            <source>is the currency</source>
            <comment>what is clicked</comment>
            <translation>वह मुद्रा है</translation>
        </message>
        <message>
            <source>its own</source>
            <comment>quiet hours of a channel</comment>
            <translation>अपना</translation>
        </message>
        <message>
            <source>light</source>
            <comment>how windows look</comment>
            <translation>हल्का</translation>
        </message>
        <message>
            <source>min</source>
            <comment>minutes, behind a number</comment>
            <translation>मिनट</translation>
        </message>
        <message>
            <source>none</source>
            <comment>quiet hours of a channel</comment>
            <translation>कोई नहीं</translation>
        </message>
        <message>
            <source>number</source>
            <comment>read aloud</comment>
            <translation>संख्या</translation>
        </message>
        <message>
            <source>open, every</source>
            <comment>followed by minutes</comment>
            <translation>खुला हो तो हर</translation>
        </message>
        <message>
            <source>remove</source>
            <comment>read aloud: an address</comment>
            <translation>हटाएँ</translation>
        </message>
        <message>
            <source>the heartbeat</source>
            <comment>as the name of a channel</comment>
            <translation>हार्टबीट</translation>
        </message>
        <message>
            <source>the real account</source>
            <comment>the supplier's environment</comment>
            <translation>असली अकाउंट</translation>
        </message>
        <message>
            <source>the supplier's trial environment</source>
            <comment>the supplier's environment</comment>
            <translation>सप्लायर का परीक्षण वातावरण</translation>
        </message>
        <message>
            <source>the usual amount</source>
            <comment>of a threshold: Galla's own choice</comment>
            <translation>आम रकम</translation>
        </message>
        <message>
            <source>to</source>
            <comment>a span of time: 22:00 to 07:00</comment>
            <translation>से</translation>
        </message>
        <message>
            <source>until</source>
            <comment>the end of a span of time</comment>
            <translation>खत्म</translation>
        </message>
        <message>
            <source>warnings and critical alerts</source>
            <comment>what a channel is told</comment>
            <translation>चेतावनियाँ और गंभीर अलर्ट</translation>
        </message>
        <message>
            <source>which</source>
            <comment>read aloud: quiet hours</comment>
            <translation>कौन सा</translation>
        </message>
        <message>
            <source>while closed</source>
            <comment>an interval, read aloud</comment>
            <translation>बंद रहते</translation>
        </message>
        <message>
            <source>while open</source>
            <comment>an interval, read aloud</comment>
            <translation>खुला रहते</translation>
        </message>
        <message>
            <source>working days</source>
            <comment>behind a number</comment>
            <translation>कामकाजी दिन</translation>
        </message>
        <message>
            <source>{account} answered: {amount}.</source>
            <comment>a supplier, and the balance</comment>
            <translation>{account} ने जवाब दिया: {amount}।</translation>
        </message>
        <message>
            <source>{account} is watched now</source>
            <translation>अब {account} पर नज़र है</translation>
        </message>
        <message>
            <source>{account} was added. Its balance is {amount}.</source>
            <translation>{account} जोड़ा गया। उसका बैलेंस {amount} है।</translation>
        </message>
        <message>
            <source>{account} was removed, but its keys could not be deleted from the keyring; delete them there.</source>
            <translation>{account} हटाया गया, पर उसकी कुंजियाँ कीरिंग से नहीं मिटाई जा सकीं; उन्हें वहाँ मिटाएँ।</translation>
        </message>
        <message>
            <source>{account} was removed, but its supplier profile cannot be read: if the keyring has keys of galla/{id}, delete them there.</source>
            <translation>{account} हटा दिया गया, पर उसकी सप्लायर प्रोफ़ाइल पढ़ी नहीं जा सकती: अगर कीरिंग में galla/{id} की कुंजियाँ हों, तो उन्हें वहीं हटाएँ।</translation>
        </message>
        <message>
            <source>{amount}, unless you choose something else.</source>
            <translation>{amount}, जब तक आप कुछ और न चुनें।</translation>
        </message>
        <message>
            <source>{amount}. {age}</source>
            <comment>a balance, and the sentence of how old it is</comment>
            <translation>{amount}। {age}</translation>
        </message>
        <message>
            <source>{duration} of usual spend, once Galla has seen a day of it.</source>
            <translation>{duration} का आम खर्च, जब Galla एक दिन का खर्च देख ले।</translation>
        </message>
        <message>
            <source>{supplier} – {category}</source>
            <comment>a supplier and what it sells</comment>
            <translation>{supplier} – {category}</translation>
        </message>
        <message>
            <source>हिन्दी</source>
            <comment>the language's own name; not translated</comment>
            <translation>हिन्दी</translation>
        </message>
    </context>
    <context>
        <name>SettingsWindow</name>
        <message>
            <source>Settings</source>
            <translation>सेटिंग</translation>
        </message>
    </context>
    <context>
        <name>Texts</name>
        <message numerus="yes">
            <source>%n alert(s) that could not be sent before</source>
            <comment>title of a message</comment>
            <translation>
                <numerusform>%n अलर्ट जो पहले नहीं भेजा जा सका</numerusform>
                <numerusform>%n अलर्ट जो पहले नहीं भेजे जा सके</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n alert(s) while it was quiet</source>
            <comment>title of a message</comment>
            <translation>
                <numerusform>शांत समय के दौरान %n अलर्ट</numerusform>
                <numerusform>शांत समय के दौरान %n अलर्ट</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n balance(s) not being read</source>
            <comment>title of a notification</comment>
            <translation>
                <numerusform>%n बैलेंस की जाँच नहीं हो रही</numerusform>
                <numerusform>%n बैलेंस की जाँच नहीं हो रही</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n day(s)</source>
            <comment>a duration</comment>
            <translation>
                <numerusform>%n दिन</numerusform>
                <numerusform>%n दिन</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n day(s) of history</source>
            <comment>what a forecast is based on</comment>
            <translation>
                <numerusform>%n दिन की हिस्ट्री</numerusform>
                <numerusform>%n दिन की हिस्ट्री</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n forecast(s) so far, {inside} within the range; all about the same days, so too early to judge.</source>
            <translation>
                <numerusform>अब तक %n अनुमान, {inside} सीमा में; सब उन्हीं दिनों के हैं, इसलिए अभी कहना जल्दबाज़ी होगी।</numerusform>
                <numerusform>अब तक %n अनुमान, {inside} सीमा में; सब उन्हीं दिनों के हैं, इसलिए अभी कहना जल्दबाज़ी होगी।</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n forecast(s) so far, {inside} within the range; too few to judge.</source>
            <translation>
                <numerusform>अब तक %n अनुमान, {inside} सीमा में; परखने के लिए अभी कम हैं।</numerusform>
                <numerusform>अब तक %n अनुमान, {inside} सीमा में; परखने के लिए अभी कम हैं।</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n forecast(s) still running.</source>
            <translation>
                <numerusform>%n अनुमान का समय अभी बाकी है।</numerusform>
                <numerusform>%n अनुमान का समय अभी बाकी है।</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n h</source>
            <comment>a duration</comment>
            <translation>
                <numerusform>%n घंटा</numerusform>
                <numerusform>%n घंटे</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n hour(s) of history</source>
            <comment>what a forecast is based on</comment>
            <translation>
                <numerusform>%n घंटे की हिस्ट्री</numerusform>
                <numerusform>%n घंटे की हिस्ट्री</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n left out: too much of the time was not read.</source>
            <comment>forecasts</comment>
            <translation>
                <numerusform>%n छोड़े गए: उस समय की जाँच में बहुत कमी थी।</numerusform>
                <numerusform>%n छोड़े गए: उस समय की जाँच में बहुत कमी थी।</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n other account(s)</source>
            <comment>the last of a list</comment>
            <translation>
                <numerusform>%n अन्य अकाउंट</numerusform>
                <numerusform>%n अन्य अकाउंट</numerusform>
            </translation>
        </message>
        <message>
            <source>A balance has been read again.</source>
            <translation>एक बैलेंस फिर से जाँचा गया।</translation>
        </message>
        <message>
            <source>A message has been delivered there.</source>
            <comment>a channel that failed before</comment>
            <translation>वहाँ एक संदेश पहुँच गया है।</translation>
        </message>
        <message>
            <source>A payment that you told of has not been seen in the balance.</source>
            <translation>आपने जिस भुगतान की बात बताई थी, वह बैलेंस में नहीं दिखा।</translation>
        </message>
        <message>
            <source>A surprising balance came and is being read again.</source>
            <translation>अचरज में डालने वाला बैलेंस आया है; उसे दोबारा जाँचा जा रहा है।</translation>
        </message>
        <message>
            <source>A top-up has arrived.</source>
            <translation>रिचार्ज पहुँच गया।</translation>
        </message>
        <message>
            <source>About {amount} covers {spend}.</source>
            <comment>a top-up</comment>
            <translation>{spend}: लगभग {amount}।</translation>
        </message>
        <message>
            <source>Access denied</source>
            <translation>पहुँच की अनुमति नहीं</translation>
        </message>
        <message>
            <source>Acknowledge</source>
            <comment>button of an alert: I have seen it</comment>
            <translation>देख लिया</translation>
        </message>
        <message>
            <source>Acknowledged</source>
            <comment>state of an alert</comment>
            <translation>देख लिया गया</translation>
        </message>
        <message>
            <source>Add it again, if you still want it.</source>
            <translation>अब भी चाहिए तो उसे फिर से जोड़ें।</translation>
        </message>
        <message>
            <source>Alerts cannot be delivered to one of your channels.</source>
            <translation>आपके किसी चैनल पर अलर्ट नहीं पहुँच पा रहे।</translation>
        </message>
        <message>
            <source>Alerts do not reach {channel}</source>
            <comment>an open alert</comment>
            <translation>{channel} पर अलर्ट नहीं पहुँच रहे</translation>
        </message>
        <message>
            <source>Alerts do not reach {channel}</source>
            <comment>title of a notification</comment>
            <translation>{channel} पर अलर्ट नहीं पहुँच रहे</translation>
        </message>
        <message>
            <source>Alerts reach {channel} again</source>
            <comment>title of a notification</comment>
            <translation>{channel} पर अलर्ट फिर पहुँच रहे हैं</translation>
        </message>
        <message>
            <source>Alerts still do not reach {channel}</source>
            <comment>title of a notification</comment>
            <translation>{channel} पर अलर्ट अब भी नहीं पहुँच रहे</translation>
        </message>
        <message>
            <source>Also: {rules}.</source>
            <comment>other alerts that began</comment>
            <translation>साथ ही: {rules}।</translation>
        </message>
        <message>
            <source>Another program holds the history file. Close it and try again.</source>
            <translation>हिस्ट्री फ़ाइल किसी और प्रोग्राम में खुली है। उसे बंद करके दोबारा कोशिश करें।</translation>
        </message>
        <message>
            <source>As of {instant}:</source>
            <comment>a message that comes late; its figures follow</comment>
            <translation>{instant} की स्थिति:</translation>
        </message>
        <message>
            <source>Ask the supplier why this key may not read the balance.</source>
            <translation>सप्लायर से पूछें कि इस कुंजी से बैलेंस क्यों नहीं देखा जा सकता।</translation>
        </message>
        <message>
            <source>Ask the supplier, or whoever moves the money, where it is; if it was not sent, pay now.</source>
            <translation>सप्लायर से, या जिसके ज़रिए पैसा भेजा उससे, पूछें कि पैसा कहाँ है; अगर भेजा ही नहीं गया तो अभी भुगतान करें।</translation>
        </message>
        <message>
            <source>Asked to wait</source>
            <comment>the supplier limits requests</comment>
            <translation>रुकने को कहा गया</translation>
        </message>
        <message>
            <source>At the usual rate it lasts about {runway} ({range}).</source>
            <comment>body of a notification</comment>
            <translation>आम खर्च के हिसाब से लगभग {runway} चलेगा ({range})।</translation>
        </message>
        <message>
            <source>Balance low</source>
            <comment>an open alert</comment>
            <translation>बैलेंस कम</translation>
        </message>
        <message>
            <source>Balance under its threshold</source>
            <comment>an alert rule</comment>
            <translation>बैलेंस तय सीमा से कम</translation>
        </message>
        <message>
            <source>Balance under {threshold}</source>
            <comment>an open alert</comment>
            <translation>बैलेंस {threshold} से कम</translation>
        </message>
        <message>
            <source>Balance under {threshold} ({duration} of usual spend)</source>
            <comment>an open alert</comment>
            <translation>बैलेंस {threshold} से कम ({duration} का आम खर्च)</translation>
        </message>
        <message>
            <source>Balance used up</source>
            <comment>an alert rule</comment>
            <translation>बैलेंस खत्म</translation>
        </message>
        <message>
            <source>Balance used up</source>
            <comment>an open alert</comment>
            <translation>बैलेंस खत्म</translation>
        </message>
        <message>
            <source>Balances are being read again</source>
            <comment>title of a notification</comment>
            <translation>बैलेंस की जाँच फिर हो रही है</translation>
        </message>
        <message>
            <source>Balances are not being read</source>
            <comment>title of a notification</comment>
            <translation>बैलेंस की जाँच नहीं हो रही</translation>
        </message>
        <message>
            <source>Based on {history}.</source>
            <comment>a forecast</comment>
            <translation>{history} पर आधारित।</translation>
        </message>
        <message>
            <source>Before you close for the night or the weekend: the money may end before a payment made after you open again can arrive.</source>
            <translation>रात या सप्ताहांत के लिए बंद करने से पहले: हो सकता है कि दोबारा खुलने के बाद किया गया भुगतान पहुँचने से पहले ही पैसा खत्म हो जाए।</translation>
        </message>
        <message>
            <source>Channel failing</source>
            <comment>an alert rule: messages do not arrive</comment>
            <translation>चैनल काम नहीं कर रहा</translation>
        </message>
        <message>
            <source>Check for duplicate orders, a leaked key or a fault at the supplier; if it is a campaign, acknowledge this alert and top up in time.</source>
            <translation>देखें कि कहीं ऑर्डर दोहरे तो नहीं, कुंजी लीक तो नहीं हुई या सप्लायर के यहाँ गड़बड़ी तो नहीं; अगर यह आपकी किसी सेल की वजह से है, तो इस अलर्ट पर “देख लिया” दबाएँ और समय पर रिचार्ज करें।</translation>
        </message>
        <message>
            <source>Check the address of the channel, then send a test.</source>
            <translation>चैनल का पता जाँचें, फिर टेस्ट भेजें।</translation>
        </message>
        <message>
            <source>Check the connection, then check again.</source>
            <translation>इंटरनेट कनेक्शन देखें, फिर दोबारा जाँचें।</translation>
        </message>
        <message>
            <source>Check the network, and the address of the channel.</source>
            <translation>नेटवर्क और चैनल का पता जाँचें।</translation>
        </message>
        <message>
            <source>Check the network, then send a test.</source>
            <translation>नेटवर्क जाँचें, फिर टेस्ट भेजें।</translation>
        </message>
        <message>
            <source>Compare the supplier's list of orders with yours: somebody else may be using the key.</source>
            <translation>सप्लायर की ऑर्डर सूची अपनी सूची से मिलाएँ: हो सकता है कोई और आपकी कुंजी इस्तेमाल कर रहा हो।</translation>
        </message>
        <message>
            <source>Critical</source>
            <comment>level of an account</comment>
            <translation>गंभीर</translation>
        </message>
        <message>
            <source>Critical</source>
            <comment>severity of an alert</comment>
            <translation>गंभीर</translation>
        </message>
        <message>
            <source>Daily close</source>
            <comment>an alert rule: the figures of a day that has ended</comment>
            <translation>दिन का हिसाब</translation>
        </message>
        <message>
            <source>Delivered to {channel}.</source>
            <translation>{channel} पर पहुँच गया।</translation>
        </message>
        <message>
            <source>Do what is said above of the keyring, then check again.</source>
            <translation>ऊपर कीरिंग के बारे में जो लिखा है वह करें, फिर दोबारा जाँचें।</translation>
        </message>
        <message>
            <source>Do what is said above, then check again.</source>
            <translation>ऊपर जो लिखा है वह करें, फिर दोबारा जाँचें।</translation>
        </message>
        <message>
            <source>Down to the reserve</source>
            <comment>an open alert</comment>
            <translation>बैलेंस रिज़र्व तक आ गया</translation>
        </message>
        <message>
            <source>Empty</source>
            <comment>level of an account</comment>
            <translation>खाली</translation>
        </message>
        <message>
            <source>Enter a valid API key in the settings, or with: galla accounts key {account}</source>
            <translation>सही API कुंजी सेटिंग में डालें, या इससे: galla accounts key {account}</translation>
        </message>
        <message>
            <source>Enter an address that is encrypted and checks certificates.</source>
            <translation>ऐसा पता डालें जो एन्क्रिप्टेड हो और सर्टिफ़िकेट जाँचता हो।</translation>
        </message>
        <message>
            <source>Enter it again in the settings, under Channels.</source>
            <translation>सेटिंग में “चैनल” के अंदर उसे फिर से डालें।</translation>
        </message>
        <message>
            <source>Enter it in the settings, under Channels.</source>
            <translation>सेटिंग में “चैनल” के अंदर उसे डालें।</translation>
        </message>
        <message>
            <source>Event</source>
            <comment>state of an alert: it merely happened</comment>
            <translation>घटना</translation>
        </message>
        <message>
            <source>Expected spend: {list}.</source>
            <translation>अनुमानित खर्च: {list}।</translation>
        </message>
        <message numerus="yes">
            <source>Expected: {range} in the next %n day(s).</source>
            <comment>spend</comment>
            <translation>
                <numerusform>अगले %n दिन में अनुमानित खर्च: {range}।</numerusform>
                <numerusform>अगले %n दिन में अनुमानित खर्च: {range}।</numerusform>
            </translation>
        </message>
        <message>
            <source>Far more is spent than is usual at these hours of the week: orders placed twice, a leaked key, a fault at the supplier.</source>
            <translation>हफ़्ते के इन घंटों के आम खर्च से कहीं ज़्यादा खर्च हो रहा है: दोहरे ऑर्डर, लीक हुई कुंजी, या सप्लायर की गड़बड़ी।</translation>
        </message>
        <message>
            <source>For 1 hour</source>
            <comment>keep an alert quiet</comment>
            <translation>1 घंटे के लिए</translation>
        </message>
        <message>
            <source>From now on one forecast a day is kept, to be compared with what happens.</source>
            <translation>अब से रोज़ एक अनुमान रखा जाएगा, ताकि बाद में देखा जा सके कि असल में क्या हुआ।</translation>
        </message>
        <message>
            <source>Galla alert {id}</source>
            <comment>the last line of a message</comment>
            <translation>Galla अलर्ट {id}</translation>
        </message>
        <message numerus="yes">
            <source>Galla is offline: %n balance(s) not being read</source>
            <comment>title of a notification</comment>
            <translation>
                <numerusform>Galla ऑफ़लाइन है: %n बैलेंस की जाँच नहीं हो रही</numerusform>
                <numerusform>Galla ऑफ़लाइन है: %n बैलेंस की जाँच नहीं हो रही</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Galla is still offline: %n balance(s) not being read</source>
            <comment>title of a notification</comment>
            <translation>
                <numerusform>Galla अब भी ऑफ़लाइन है: %n बैलेंस की जाँच नहीं हो रही</numerusform>
                <numerusform>Galla अब भी ऑफ़लाइन है: %n बैलेंस की जाँच नहीं हो रही</numerusform>
            </translation>
        </message>
        <message>
            <source>Galla: a test</source>
            <comment>title of a message</comment>
            <translation>Galla: टेस्ट</translation>
        </message>
        <message>
            <source>Galla: no account yet</source>
            <comment>tray tooltip</comment>
            <translation>Galla: अभी कोई अकाउंट नहीं</translation>
        </message>
        <message>
            <source>Got worse</source>
            <comment>an alert</comment>
            <translation>और गंभीर हुआ</translation>
        </message>
        <message>
            <source>Healthy</source>
            <comment>level of an account</comment>
            <translation>ठीक</translation>
        </message>
        <message>
            <source>History not usable</source>
            <translation>हिस्ट्री काम नहीं कर रही</translation>
        </message>
        <message>
            <source>How good were the forecasts?</source>
            <translation>अनुमान कितने सही निकले?</translation>
        </message>
        <message>
            <source>I have paid</source>
            <comment>button of an alert</comment>
            <translation>भुगतान कर दिया</translation>
        </message>
        <message>
            <source>If it goes on like this, about {duration}.</source>
            <comment>how long the money lasts</comment>
            <translation>ऐसे ही चलता रहा तो लगभग {duration}।</translation>
        </message>
        <message>
            <source>If it lasts, look at the balances on the suppliers' own pages.</source>
            <translation>ऐसा ही रहे, तो सप्लायरों के अपने पेज पर बैलेंस देखें।</translation>
        </message>
        <message>
            <source>Info</source>
            <comment>severity of an alert: nothing is wrong</comment>
            <translation>जानकारी</translation>
        </message>
        <message>
            <source>It does not accept the key or the recipient: enter the address again in the settings, under Channels.</source>
            <translation>वह कुंजी या पाने वाले को स्वीकार नहीं करती: सेटिंग में “चैनल” के अंदर पता फिर से डालें।</translation>
        </message>
        <message>
            <source>It may still arrive too late.</source>
            <comment>a payment</comment>
            <translation>फिर भी पैसा देर से पहुँच सकता है।</translation>
        </message>
        <message>
            <source>Key rejected</source>
            <translation>कुंजी अस्वीकार हुई</translation>
        </message>
        <message>
            <source>Key rejected or access denied</source>
            <comment>an alert rule</comment>
            <translation>कुंजी अस्वीकार या पहुँच की अनुमति नहीं</translation>
        </message>
        <message>
            <source>Keyring not available</source>
            <translation>कीरिंग उपलब्ध नहीं</translation>
        </message>
        <message numerus="yes">
            <source>Keyring not available: %n balance(s) not being read</source>
            <comment>title of a notification</comment>
            <translation>
                <numerusform>कीरिंग उपलब्ध नहीं: %n बैलेंस की जाँच नहीं हो रही</numerusform>
                <numerusform>कीरिंग उपलब्ध नहीं: %n बैलेंस की जाँच नहीं हो रही</numerusform>
            </translation>
        </message>
        <message>
            <source>Last known balance: {amount}.</source>
            <comment>body of a notification</comment>
            <translation>पिछला ज्ञात बैलेंस: {amount}।</translation>
        </message>
        <message>
            <source>Lasts about {runway} ({range}).</source>
            <comment>body of a notification</comment>
            <translation>लगभग {runway} चलेगा ({range})।</translation>
        </message>
        <message>
            <source>Lasts more than {duration}.</source>
            <translation>{duration} से ज़्यादा चलेगा।</translation>
        </message>
        <message>
            <source>Lasts until about {when}.</source>
            <translation>लगभग {when} तक चलेगा।</translation>
        </message>
        <message>
            <source>Lasts until about {when}; could be {early}.</source>
            <translation>लगभग {when} तक चलेगा; {early} तक भी खत्म हो सकता है।</translation>
        </message>
        <message>
            <source>Lasts until some time tonight.</source>
            <translation>आज रात किसी समय तक चलेगा।</translation>
        </message>
        <message>
            <source>Lasts until some time tonight; could be {early}.</source>
            <translation>आज रात किसी समय तक चलेगा; {early} तक भी खत्म हो सकता है।</translation>
        </message>
        <message>
            <source>Lasts {runway}.</source>
            <comment>body of a notification</comment>
            <translation>{runway} चलेगा।</translation>
        </message>
        <message>
            <source>Lately a little less was spent than said.</source>
            <translation>हाल में खर्च अनुमान से थोड़ा कम रहा।</translation>
        </message>
        <message>
            <source>Lately a little more was spent than said.</source>
            <translation>हाल में खर्च अनुमान से थोड़ा ज़्यादा रहा।</translation>
        </message>
        <message>
            <source>Lately clearly less was spent than said.</source>
            <translation>हाल में खर्च अनुमान से काफ़ी कम रहा।</translation>
        </message>
        <message>
            <source>Lately clearly more was spent than said.</source>
            <translation>हाल में खर्च अनुमान से काफ़ी ज़्यादा रहा।</translation>
        </message>
        <message>
            <source>Lately the money lasted a little longer than said.</source>
            <translation>हाल में पैसा अनुमान से थोड़ा ज़्यादा चला।</translation>
        </message>
        <message>
            <source>Lately the money lasted clearly longer than said.</source>
            <translation>हाल में पैसा अनुमान से काफ़ी ज़्यादा चला।</translation>
        </message>
        <message>
            <source>Lately the money ran out a little sooner than said.</source>
            <translation>हाल में पैसा अनुमान से थोड़ा पहले खत्म हुआ।</translation>
        </message>
        <message>
            <source>Lately the money ran out clearly sooner than said.</source>
            <translation>हाल में पैसा अनुमान से काफ़ी पहले खत्म हुआ।</translation>
        </message>
        <message>
            <source>Look at the balance on the supplier's own page, and top up if it is short.</source>
            <translation>सप्लायर के अपने पेज पर बैलेंस देखें, और कम हो तो रिचार्ज करें।</translation>
        </message>
        <message>
            <source>Low</source>
            <comment>level of an account</comment>
            <translation>कम</translation>
        </message>
        <message>
            <source>May be used up by now.</source>
            <translation>हो सकता है अब तक खत्म हो चुका हो।</translation>
        </message>
        <message>
            <source>May run out while you are closed</source>
            <comment>an open alert</comment>
            <translation>बंद रहने के दौरान खत्म हो सकता है</translation>
        </message>
        <message>
            <source>Money received</source>
            <comment>an alert rule</comment>
            <translation>पैसा मिला</translation>
        </message>
        <message>
            <source>More is gone from the balance than the orders that Galla knows of have cost.</source>
            <translation>Galla को जिन ऑर्डर की जानकारी है, उनकी लागत से ज़्यादा पैसा बैलेंस से गया है।</translation>
        </message>
        <message>
            <source>More spent than orders explain</source>
            <comment>an open alert</comment>
            <translation>ऑर्डर के हिसाब से ज़्यादा खर्च</translation>
        </message>
        <message>
            <source>Neither too hopeful nor too cautious.</source>
            <comment>the forecasts</comment>
            <translation>न ज़्यादा उम्मीद भरे, न ज़्यादा सावधान।</translation>
        </message>
        <message>
            <source>Never read.</source>
            <comment>the balance</comment>
            <translation>अभी तक नहीं जाँचा गया।</translation>
        </message>
        <message>
            <source>Next reading at {time}.</source>
            <translation>अगली जाँच {time} बजे।</translation>
        </message>
        <message>
            <source>No API key is stored for this account. Enter it in the settings, under Accounts.</source>
            <translation>इस अकाउंट की API कुंजी सहेजी नहीं गई है। उसे सेटिंग में “अकाउंट” के नीचे डालें।</translation>
        </message>
        <message>
            <source>No address is stored for {channel}</source>
            <translation>{channel} का पता सहेजा नहीं गया है</translation>
        </message>
        <message>
            <source>No answer from the supplier</source>
            <translation>सप्लायर का जवाब नहीं</translation>
        </message>
        <message>
            <source>No answer from the supplier for {duration}</source>
            <translation>{duration} से सप्लायर का जवाब नहीं</translation>
        </message>
        <message>
            <source>No balance can be read</source>
            <comment>an open alert: our own network or keyring fails</comment>
            <translation>किसी बैलेंस की जाँच नहीं हो पा रही</translation>
        </message>
        <message>
            <source>No balance has been read yet.</source>
            <translation>अभी तक कोई बैलेंस नहीं मिला है।</translation>
        </message>
        <message>
            <source>No forecast has run its course yet.</source>
            <translation>अभी किसी अनुमान का समय पूरा नहीं हुआ।</translation>
        </message>
        <message>
            <source>No forecast has run its course yet; the first will by {when}.</source>
            <translation>अभी किसी अनुमान का समय पूरा नहीं हुआ; पहला {when} तक होगा।</translation>
        </message>
        <message>
            <source>No fresh balance</source>
            <comment>an alert rule: it cannot be read</comment>
            <translation>ताज़ा बैलेंस नहीं</translation>
        </message>
        <message>
            <source>No spend seen in {history}, so nobody can say how long it lasts.</source>
            <translation>{history} में कोई खर्च नहीं दिखा, इसलिए कब तक चलेगा कहा नहीं जा सकता।</translation>
        </message>
        <message>
            <source>No spend seen so far, so nobody can say how long it lasts.</source>
            <translation>अभी तक कोई खर्च नहीं दिखा, इसलिए कहा नहीं जा सकता कि बैलेंस कब तक चलेगा।</translation>
        </message>
        <message>
            <source>Not enough until opening</source>
            <comment>an alert rule: the money may end overnight</comment>
            <translation>खुलने तक के लिए काफ़ी नहीं</translation>
        </message>
        <message>
            <source>Not reachable</source>
            <translation>संपर्क नहीं हो पा रहा</translation>
        </message>
        <message>
            <source>Not read for up to {duration}: {accounts}.</source>
            <comment>several accounts</comment>
            <translation>ज़्यादा से ज़्यादा {duration} से जाँच नहीं हुई: {accounts}।</translation>
        </message>
        <message>
            <source>Not read for {duration}: {accounts}.</source>
            <translation>{duration} से जाँच नहीं हुई: {accounts}।</translation>
        </message>
        <message>
            <source>Not read: {accounts}.</source>
            <translation>जाँच नहीं हुई: {accounts}।</translation>
        </message>
        <message>
            <source>Nothing here shows notifications, so {channel} took no message</source>
            <translation>यहाँ सूचनाएँ दिखाने वाली कोई सेवा नहीं है, इसलिए {channel} पर संदेश नहीं पहुँचा</translation>
        </message>
        <message>
            <source>Nothing to do yet: Galla needs a day of readings to judge how long it lasts.</source>
            <translation>अभी कुछ करने की ज़रूरत नहीं: कब तक चलेगा, यह ठीक से बताने के लिए Galla को एक दिन की जाँचें चाहिए।</translation>
        </message>
        <message>
            <source>Nothing to do.</source>
            <translation>अभी कुछ करने की ज़रूरत नहीं।</translation>
        </message>
        <message>
            <source>Nothing to do: Galla asks again by itself.</source>
            <translation>कुछ करने की ज़रूरत नहीं: Galla अपने आप दोबारा पूछेगा।</translation>
        </message>
        <message>
            <source>Of {scored} forecasts, {inside} came true within their range ({share}; {meant} is meant).</source>
            <translation>{scored} में से {inside} अनुमान अपनी सीमा में सही निकले ({share}; लक्ष्य {meant})।</translation>
        </message>
        <message>
            <source>Once a day: opening, spend, credits and closing of the trading day.</source>
            <translation>दिन में एक बार: दिन की शुरुआत का बैलेंस, खर्च, जमा और अंत का बैलेंस।</translation>
        </message>
        <message>
            <source>Open</source>
            <comment>state of an alert</comment>
            <translation>जारी</translation>
        </message>
        <message>
            <source>Open Galla</source>
            <comment>a click on a notification</comment>
            <translation>Galla खोलें</translation>
        </message>
        <message>
            <source>Out of date: read {age} ago, {instant}.</source>
            <comment>the balance</comment>
            <translation>पुराना है: {age} पहले जाँचा गया, {instant}।</translation>
        </message>
        <message>
            <source>Out of date: the supplier's figure is from {instant} ({age} ago); read {read} ago.</source>
            <comment>the balance</comment>
            <translation>पुराना है: सप्लायर का आँकड़ा {instant} का है ({age} पुराना); {read} पहले जाँचा गया।</translation>
        </message>
        <message>
            <source>Over: {rules}.</source>
            <comment>other alerts that ended</comment>
            <translation>अब नहीं: {rules}।</translation>
        </message>
        <message>
            <source>Paused</source>
            <comment>level of an account: not watched</comment>
            <translation>रुका हुआ</translation>
        </message>
        <message>
            <source>Pay about {amount} by {when}, so that it arrives in time: {cover}.</source>
            <comment>a top-up</comment>
            <translation>{when} तक लगभग {amount} का भुगतान करें, ताकि पैसा समय पर पहुँचे: {cover}।</translation>
        </message>
        <message>
            <source>Pay about {amount} now ({cover}); it may still arrive too late.</source>
            <comment>a top-up</comment>
            <translation>अभी लगभग {amount} का भुगतान करें ({cover}); फिर भी पैसा देर से पहुँच सकता है।</translation>
        </message>
        <message>
            <source>Pay by {when}, so that it arrives in time.</source>
            <comment>a top-up</comment>
            <translation>{when} तक भुगतान करें, ताकि पैसा समय पर पहुँचे।</translation>
        </message>
        <message>
            <source>Pay now; it may still arrive too late.</source>
            <comment>a top-up</comment>
            <translation>अभी भुगतान करें; फिर भी पैसा देर से पहुँच सकता है।</translation>
        </message>
        <message>
            <source>Payment of {said} overdue: it was expected by {due}.</source>
            <comment>instants</comment>
            <translation>{said} का भुगतान अभी नहीं पहुँचा: उसे {due} तक आना था।</translation>
        </message>
        <message>
            <source>Payment under way since {said}, expected by {due}.</source>
            <comment>instants</comment>
            <translation>भुगतान {said} से रास्ते में है, {due} तक आने की उम्मीद है।</translation>
        </message>
        <message>
            <source>Probably lasts more than {duration}; could end {when}.</source>
            <translation>शायद {duration} से ज़्यादा चलेगा; {when} तक भी खत्म हो सकता है।</translation>
        </message>
        <message>
            <source>Probably lasts no longer than {when}.</source>
            <translation>शायद {when} से आगे नहीं चलेगा।</translation>
        </message>
        <message>
            <source>Raised</source>
            <comment>an alert: it began</comment>
            <translation>शुरू हुआ</translation>
        </message>
        <message>
            <source>Read {age} ago ({instant}).</source>
            <comment>body of a notification: the balance</comment>
            <translation>{age} पहले जाँचा गया ({instant})।</translation>
        </message>
        <message>
            <source>Read {age} ago.</source>
            <comment>the balance</comment>
            <translation>{age} पहले जाँचा गया।</translation>
        </message>
        <message>
            <source>Reading the balance…</source>
            <translation>बैलेंस जाँचा जा रहा है…</translation>
        </message>
        <message>
            <source>Received {amount}.</source>
            <comment>money that came in</comment>
            <translation>{amount} मिले।</translation>
        </message>
        <message>
            <source>Recovered</source>
            <comment>an alert: it is over</comment>
            <translation>ठीक हुआ</translation>
        </message>
        <message>
            <source>Recovered</source>
            <comment>state of an alert</comment>
            <translation>ठीक हुआ</translation>
        </message>
        <message>
            <source>Reminder</source>
            <comment>an alert</comment>
            <translation>फिर याद दिलाया</translation>
        </message>
        <message>
            <source>Running short</source>
            <comment>an alert rule: the money lasts only for days</comment>
            <translation>बैलेंस कम पड़ रहा है</translation>
        </message>
        <message>
            <source>Running short</source>
            <comment>an open alert: the money lasts only for days</comment>
            <translation>बैलेंस कम पड़ रहा है</translation>
        </message>
        <message>
            <source>Running short, and under {threshold}</source>
            <comment>an open alert: the balance</comment>
            <translation>बैलेंस कम पड़ रहा है, और {threshold} से नीचे है</translation>
        </message>
        <message>
            <source>Settings not usable</source>
            <translation>सेटिंग काम नहीं कर रही</translation>
        </message>
        <message>
            <source>Show chart</source>
            <comment>button of a notification</comment>
            <translation>चार्ट दिखाएँ</translation>
        </message>
        <message>
            <source>Since {since}.</source>
            <comment>an open alert</comment>
            <translation>{since} से।</translation>
        </message>
        <message>
            <source>Since {since}; {answer}.</source>
            <comment>an open alert, and how it was answered</comment>
            <translation>{since} से; {answer}।</translation>
        </message>
        <message>
            <source>Snooze 1 h</source>
            <comment>button of a notification</comment>
            <translation>1 घंटा शांत रखें</translation>
        </message>
        <message>
            <source>Snoozed</source>
            <comment>state of an alert</comment>
            <translation>शांत रखा गया</translation>
        </message>
        <message>
            <source>Some of it is estimated: nothing was read when the day began or ended.</source>
            <translation>इसमें कुछ अनुमानित है: दिन की शुरुआत या अंत में जाँच नहीं हुई थी।</translation>
        </message>
        <message numerus="yes">
            <source>Spend of a week: {inside} of %n forecast(s) within the range.</source>
            <translation>
                <numerusform>हफ़्ते का खर्च: %n में से {inside} अनुमान सीमा में।</numerusform>
                <numerusform>हफ़्ते का खर्च: %n में से {inside} अनुमान सीमा में।</numerusform>
            </translation>
        </message>
        <message>
            <source>Spend of a week: {inside} of {scored} within the range ({share}).</source>
            <translation>हफ़्ते का खर्च: {scored} में से {inside} सीमा में ({share})।</translation>
        </message>
        <message>
            <source>Spend without orders</source>
            <comment>an alert rule: more is gone than the orders cost</comment>
            <translation>बिना ऑर्डर का खर्च</translation>
        </message>
        <message>
            <source>Spending far faster than usual</source>
            <comment>an open alert</comment>
            <translation>आम से कहीं तेज़ खर्च</translation>
        </message>
        <message>
            <source>Spending too fast</source>
            <comment>an alert rule: much faster than usual</comment>
            <translation>खर्च बहुत तेज़</translation>
        </message>
        <message>
            <source>Spent {amount} since {since}, far more than usual.</source>
            <translation>{since} से {amount} खर्च हुए, आम से कहीं ज़्यादा।</translation>
        </message>
        <message>
            <source>Spent {amount} since {since}; the orders of that time cost {cost}.</source>
            <translation>{since} से {amount} खर्च हुए; उस समय के ऑर्डर की लागत {cost} थी।</translation>
        </message>
        <message>
            <source>Spent {amount} since {since}; usual is about {usual}.</source>
            <translation>{since} से {amount} खर्च हुए; आम तौर पर लगभग {usual} होते हैं।</translation>
        </message>
        <message>
            <source>Split them over several channels: each takes up to {count}.</source>
            <translation>उन्हें कई चैनलों में बाँटें: हर चैनल में ज़्यादा से ज़्यादा {count}।</translation>
        </message>
        <message>
            <source>Start your desktop's notification service, or install dunst.</source>
            <translation>अपने डेस्कटॉप की सूचना सेवा चालू करें, या dunst लगाएँ।</translation>
        </message>
        <message>
            <source>Still learning: based on {history}.</source>
            <comment>a forecast</comment>
            <translation>अभी सीख रहा है: {history} पर आधारित।</translation>
        </message>
        <message>
            <source>Supplier failing</source>
            <translation>सप्लायर की सेवा में खराबी</translation>
        </message>
        <message>
            <source>The address of {channel} is not encrypted, or does not check certificates, so nothing was sent</source>
            <translation>{channel} का पता एन्क्रिप्टेड नहीं है या सर्टिफ़िकेट नहीं जाँचता, इसलिए कुछ नहीं भेजा गया</translation>
        </message>
        <message>
            <source>The address of {channel} is not one that Galla can send to</source>
            <translation>{channel} का पता ऐसा नहीं है जिस पर Galla भेज सके</translation>
        </message>
        <message>
            <source>The address of {channel} names too many recipients, so nothing was sent</source>
            <translation>{channel} के पते में बहुत ज़्यादा पाने वाले हैं, इसलिए कुछ नहीं भेजा गया</translation>
        </message>
        <message>
            <source>The amount in the supplier's answer is impossibly large. Ask the supplier.</source>
            <translation>सप्लायर के जवाब में रकम हद से ज़्यादा बड़ी है। सप्लायर से पूछें।</translation>
        </message>
        <message>
            <source>The amount in the supplier's answer is not a number. Check that the supplier profile fits.</source>
            <translation>सप्लायर के जवाब में रकम कोई संख्या नहीं है। देखें कि सप्लायर प्रोफ़ाइल सही है या नहीं।</translation>
        </message>
        <message>
            <source>The balance cannot be read</source>
            <translation>बैलेंस की जाँच नहीं हो पा रही</translation>
        </message>
        <message>
            <source>The balance could not be read for a while; Galla says what has probably become of it.</source>
            <translation>कुछ समय से बैलेंस की जाँच नहीं हो पाई; Galla बताता है कि इस बीच शायद क्या हुआ।</translation>
        </message>
        <message>
            <source>The balance could not be read for {duration}</source>
            <translation>{duration} से बैलेंस की जाँच नहीं हो पाई</translation>
        </message>
        <message>
            <source>The balance has fallen under the threshold of its account.</source>
            <translation>बैलेंस अपने अकाउंट की तय सीमा से नीचे चला गया है।</translation>
        </message>
        <message>
            <source>The balance is down to its reserve of {amount}.</source>
            <translation>बैलेंस घटकर रिज़र्व {amount} तक आ गया है।</translation>
        </message>
        <message>
            <source>The balance is too old to say how long it lasts.</source>
            <translation>बैलेंस की जानकारी इतनी पुरानी है कि कब तक चलेगा, यह नहीं कहा जा सकता।</translation>
        </message>
        <message>
            <source>The balance is used up, or down to its reserve: orders fail or soon will.</source>
            <translation>बैलेंस खत्म है या रिज़र्व तक आ गया है: ऑर्डर फ़ेल हो रहे हैं या जल्द होंगे।</translation>
        </message>
        <message>
            <source>The balance is used up.</source>
            <translation>बैलेंस खत्म हो गया है।</translation>
        </message>
        <message>
            <source>The balance is {amount}.</source>
            <comment>body of a notification</comment>
            <translation>बैलेंस {amount} है।</translation>
        </message>
        <message>
            <source>The balance that is looked for is not in the supplier's answer.</source>
            <translation>जिस बैलेंस की तलाश है वह सप्लायर के जवाब में नहीं है।</translation>
        </message>
        <message>
            <source>The balance was down to its reserve of {amount} when it was last read.</source>
            <translation>पिछली जाँच में बैलेंस घटकर रिज़र्व {amount} तक आ चुका था।</translation>
        </message>
        <message>
            <source>The balance was read only seconds ago.</source>
            <translation>बैलेंस कुछ ही सेकंड पहले जाँचा गया है।</translation>
        </message>
        <message>
            <source>The balance was used up when it was last read.</source>
            <translation>पिछली जाँच में बैलेंस खत्म हो चुका था।</translation>
        </message>
        <message>
            <source>The certificate of {host} cannot be trusted, so the key was not sent. Check the address and the clock of this computer.</source>
            <translation>{host} के सर्टिफ़िकेट पर भरोसा नहीं किया जा सकता, इसलिए कुंजी नहीं भेजी गई। पता और इस कंप्यूटर की घड़ी जाँचें।</translation>
        </message>
        <message>
            <source>The disk is full, so the history cannot be saved. Free some space.</source>
            <translation>डिस्क भरी हुई है, इसलिए हिस्ट्री सहेजी नहीं जा सकती। कुछ जगह खाली करें।</translation>
        </message>
        <message>
            <source>The history cannot be saved (disk full or read-only): it will be lost when Galla closes.</source>
            <translation>हिस्ट्री सहेजी नहीं जा सकती (डिस्क भरी है या लिखने की अनुमति नहीं): Galla बंद होते ही वह मिट जाएगी।</translation>
        </message>
        <message>
            <source>The history cannot be saved: its folder is read-only. Allow writing to it.</source>
            <translation>हिस्ट्री सहेजी नहीं जा सकती: उसके फ़ोल्डर में लिखने की अनुमति नहीं है। अनुमति दें।</translation>
        </message>
        <message>
            <source>The history could not be read or saved. Check the disk.</source>
            <translation>हिस्ट्री पढ़ी या सहेजी नहीं जा सकी। डिस्क जाँचें।</translation>
        </message>
        <message>
            <source>The history file is damaged. It was set aside; nothing in it was deleted.</source>
            <translation>हिस्ट्री फ़ाइल खराब हो गई है। उसे अलग रख दिया गया है; उसमें से कुछ मिटाया नहीं गया।</translation>
        </message>
        <message>
            <source>The history file was damaged and its last backup was restored; some readings may be missing.</source>
            <translation>हिस्ट्री फ़ाइल खराब हो गई थी और उसका पिछला बैकअप लौटाया गया; कुछ जाँचें छूट गई हो सकती हैं।</translation>
        </message>
        <message>
            <source>The history file was damaged and set aside; a new history was begun.</source>
            <translation>हिस्ट्री फ़ाइल खराब हो गई थी और अलग रख दी गई; नई हिस्ट्री शुरू हुई है।</translation>
        </message>
        <message>
            <source>The history was written by a newer Galla. Update this one.</source>
            <translation>हिस्ट्री Galla के नए संस्करण ने लिखी है। इस Galla को अपडेट करें।</translation>
        </message>
        <message>
            <source>The keyring did not answer. Look for its window and answer it, then check again.</source>
            <translation>कीरिंग ने जवाब नहीं दिया। उसकी विंडो ढूँढकर जवाब दें, फिर दोबारा जाँचें।</translation>
        </message>
        <message>
            <source>The keyring did not let Galla read the API key. Allow it, then check again.</source>
            <translation>कीरिंग ने Galla को API कुंजी पढ़ने नहीं दी। अनुमति दें, फिर दोबारा जाँचें।</translation>
        </message>
        <message>
            <source>The keyring failed. Unlock it or sign in again, then check again.</source>
            <translation>कीरिंग में गड़बड़ी हुई। उसका ताला खोलें या दोबारा साइन इन करें, फिर दोबारा जाँचें।</translation>
        </message>
        <message>
            <source>The keyring is locked; the API key in it is safe. Unlock it, then check again.</source>
            <translation>कीरिंग पर ताला लगा है; उसमें रखी API कुंजी सुरक्षित है। ताला खोलें, फिर दोबारा जाँचें।</translation>
        </message>
        <message>
            <source>The keyring that holds the address of {channel} could not be read</source>
            <translation>{channel} का पता जिस कीरिंग में है, वह पढ़ी नहीं जा सकी</translation>
        </message>
        <message>
            <source>The message was not taken by {channel}, and nobody said why</source>
            <translation>{channel} पर संदेश नहीं पहुँचा, और कारण नहीं बताया गया</translation>
        </message>
        <message>
            <source>The money is expected to last for a few days only, or a payment must be sent within a day.</source>
            <translation>अनुमान है कि पैसा कुछ ही दिन चलेगा, या एक दिन के भीतर भुगतान भेजना ज़रूरी है।</translation>
        </message>
        <message>
            <source>The money may end before you open again ({opening}).</source>
            <translation>दोबारा खुलने ({opening}) से पहले पैसा खत्म हो सकता है।</translation>
        </message>
        <message>
            <source>The money may end while you are closed.</source>
            <translation>बंद रहने के दौरान पैसा खत्म हो सकता है।</translation>
        </message>
        <message>
            <source>The name {host} cannot be found. Check the address of the account.</source>
            <translation>{host} नाम नहीं मिल रहा। अकाउंट का पता जाँचें।</translation>
        </message>
        <message numerus="yes">
            <source>The network wants a sign-in: %n balance(s) not being read</source>
            <comment>title of a notification</comment>
            <translation>
                <numerusform>नेटवर्क साइन इन माँग रहा है: %n बैलेंस की जाँच नहीं हो रही</numerusform>
                <numerusform>नेटवर्क साइन इन माँग रहा है: %n बैलेंस की जाँच नहीं हो रही</numerusform>
            </translation>
        </message>
        <message>
            <source>The ranges were too narrow.</source>
            <translation>अनुमान की सीमाएँ बहुत तंग थीं।</translation>
        </message>
        <message>
            <source>The ranges were wider than necessary.</source>
            <translation>अनुमान की सीमाएँ ज़रूरत से चौड़ी थीं।</translation>
        </message>
        <message>
            <source>The service behind {channel} cannot be reached</source>
            <translation>{channel} की सेवा से संपर्क नहीं हो पा रहा</translation>
        </message>
        <message>
            <source>The service behind {channel} did not answer in time</source>
            <translation>{channel} की सेवा ने समय पर जवाब नहीं दिया</translation>
        </message>
        <message>
            <source>The service behind {channel} is failing or overloaded</source>
            <translation>{channel} की सेवा में खराबी है या उस पर बोझ ज़्यादा है</translation>
        </message>
        <message>
            <source>The service behind {channel} refused the message</source>
            <translation>{channel} की सेवा ने संदेश लेने से मना कर दिया</translation>
        </message>
        <message>
            <source>The settings cannot be saved. Check the disk and the folder's permissions.</source>
            <translation>सेटिंग सहेजी नहीं जा सकती। डिस्क और फ़ोल्डर की अनुमतियाँ जाँचें।</translation>
        </message>
        <message>
            <source>The settings no longer have a channel called {channel}</source>
            <translation>सेटिंग में अब {channel} नाम का कोई चैनल नहीं है</translation>
        </message>
        <message>
            <source>The settings were written by a newer Galla. Update this one.</source>
            <translation>सेटिंग Galla के नए संस्करण ने लिखी है। इस Galla को अपडेट करें।</translation>
        </message>
        <message>
            <source>The supplier</source>
            <comment>stands where a host's name would</comment>
            <translation>सप्लायर</translation>
        </message>
        <message>
            <source>The supplier answered in a currency that does not exist: {found}.</source>
            <translation>सप्लायर ने ऐसी मुद्रा में जवाब दिया जो है ही नहीं: {found}।</translation>
        </message>
        <message>
            <source>The supplier answered in {found}, but the account is in {expected}. Correct the currency.</source>
            <translation>सप्लायर ने {found} में जवाब दिया, पर अकाउंट {expected} में है। मुद्रा सुधारें।</translation>
        </message>
        <message>
            <source>The supplier answered that it could not give the balance.</source>
            <translation>सप्लायर ने जवाब दिया कि वह बैलेंस नहीं बता सकता।</translation>
        </message>
        <message>
            <source>The supplier answered with status {status} instead of a balance.</source>
            <translation>सप्लायर ने बैलेंस की जगह स्टेटस {status} भेजा।</translation>
        </message>
        <message>
            <source>The supplier asked us to wait before the next request.</source>
            <translation>सप्लायर ने अगले अनुरोध से पहले रुकने को कहा है।</translation>
        </message>
        <message>
            <source>The supplier asked us to wait until {instant}.</source>
            <translation>सप्लायर ने {instant} तक रुकने को कहा है।</translation>
        </message>
        <message>
            <source>The supplier asks to wait; next reading at {time}.</source>
            <translation>सप्लायर ने रुकने को कहा है; अगली जाँच {time} बजे।</translation>
        </message>
        <message>
            <source>The supplier got too many requests. Galla asks again at {time}.</source>
            <translation>सप्लायर के पास बहुत ज़्यादा अनुरोध पहुँचे। Galla {time} बजे दोबारा पूछेगा।</translation>
        </message>
        <message>
            <source>The supplier got too many requests. Galla waits and asks again by itself.</source>
            <translation>सप्लायर के पास बहुत ज़्यादा अनुरोध पहुँचे। Galla थोड़ा रुककर खुद दोबारा पूछेगा।</translation>
        </message>
        <message>
            <source>The supplier knows the key but denies access. Ask them whether this internet address, this kind of key and the account are allowed.</source>
            <translation>सप्लायर कुंजी पहचानता है पर अनुमति नहीं देता। उनसे पूछें कि क्या यह इंटरनेट पता, इस तरह की कुंजी और यह अकाउंट मान्य हैं।</translation>
        </message>
        <message>
            <source>The supplier let us sign in, but gave no token to ask with. Ask the supplier.</source>
            <translation>सप्लायर ने साइन-इन होने दिया, पर पूछने के लिए टोकन नहीं दिया। सप्लायर से पूछें।</translation>
        </message>
        <message>
            <source>The supplier refuses the key, so nothing can be read.</source>
            <translation>सप्लायर कुंजी स्वीकार नहीं कर रहा, इसलिए जाँच नहीं हो सकती।</translation>
        </message>
        <message>
            <source>The supplier rejected the API key. Enter a valid one in the settings, under Accounts.</source>
            <translation>सप्लायर ने API कुंजी स्वीकार नहीं की। सही कुंजी सेटिंग में “अकाउंट” के नीचे डालें।</translation>
        </message>
        <message>
            <source>The supplier said {amount}, which is surprising; it is being read again.</source>
            <translation>सप्लायर ने {amount} बताया, जो अचरज की बात है; दोबारा जाँचा जा रहा है।</translation>
        </message>
        <message>
            <source>The supplier sends us round in circles. Check the address.</source>
            <translation>सप्लायर का पता घूम-फिरकर वहीं लौट आता है। पता जाँचें।</translation>
        </message>
        <message>
            <source>The supplier sends us to an unencrypted address, so the key was not sent. Check the address.</source>
            <translation>सप्लायर हमें असुरक्षित पते पर भेज रहा है, इसलिए कुंजी नहीं भेजी गई। पता जाँचें।</translation>
        </message>
        <message>
            <source>The supplier sends us to another host, so the key was not sent there. Check the address.</source>
            <translation>सप्लायर हमें किसी दूसरे होस्ट पर भेज रहा है, इसलिए कुंजी वहाँ नहीं भेजी गई। पता जाँचें।</translation>
        </message>
        <message>
            <source>The supplier's answer cannot be read as text. Check the address.</source>
            <translation>सप्लायर का जवाब टेक्स्ट के रूप में नहीं पढ़ा जा सकता। पता जाँचें।</translation>
        </message>
        <message>
            <source>The supplier's answer has no amount. Check that the supplier profile fits.</source>
            <translation>सप्लायर के जवाब में रकम नहीं है। देखें कि सप्लायर प्रोफ़ाइल सही है या नहीं।</translation>
        </message>
        <message>
            <source>The supplier's answer has no balance in {expected}. Correct the currency.</source>
            <translation>सप्लायर के जवाब में {expected} का बैलेंस नहीं है। मुद्रा ठीक करें।</translation>
        </message>
        <message>
            <source>The supplier's answer has no list of balances. Check that the supplier profile fits.</source>
            <translation>सप्लायर के जवाब में बैलेंस की सूची नहीं है। देखें कि सप्लायर प्रोफ़ाइल सही है।</translation>
        </message>
        <message>
            <source>The supplier's answer is far too large for a balance. Check the address.</source>
            <translation>सप्लायर का जवाब बैलेंस के लिए बहुत ही बड़ा है। पता जाँचें।</translation>
        </message>
        <message>
            <source>The supplier's answer is not data but something else. Check the address.</source>
            <translation>सप्लायर के जवाब में डेटा नहीं, कुछ और आया। पता जाँचें।</translation>
        </message>
        <message>
            <source>The supplier's answer is not of the kind that the supplier profile expects.</source>
            <translation>सप्लायर का जवाब वैसा नहीं है जैसा सप्लायर प्रोफ़ाइल चाहती है।</translation>
        </message>
        <message>
            <source>The supplier's answer names no currency. Set the currency of the account.</source>
            <translation>सप्लायर के जवाब में मुद्रा नहीं बताई गई। अकाउंट की मुद्रा चुनें।</translation>
        </message>
        <message>
            <source>The supplier's figure is from {instant} ({age} ago); read {read} ago.</source>
            <comment>the balance</comment>
            <translation>सप्लायर का आँकड़ा {instant} का है ({age} पुराना); {read} पहले जाँचा गया।</translation>
        </message>
        <message>
            <source>The supplier's service is failing (status {status}). Galla asks again at {time}.</source>
            <translation>सप्लायर की सेवा में खराबी है (स्टेटस {status})। Galla {time} बजे दोबारा पूछेगा।</translation>
        </message>
        <message>
            <source>The supplier's service is failing (status {status}). Galla asks again by itself.</source>
            <translation>सप्लायर की सेवा में खराबी है (स्टेटस {status})। Galla खुद दोबारा पूछेगा।</translation>
        </message>
        <message>
            <source>The time in the supplier's answer cannot be read. Check that the supplier profile fits.</source>
            <translation>सप्लायर के जवाब में दिया समय पढ़ा नहीं जा सका। देखें कि सप्लायर प्रोफ़ाइल सही है या नहीं।</translation>
        </message>
        <message>
            <source>There is already a channel with the id “{channel}”. Choose another id.</source>
            <translation>“{channel}” आईडी वाला चैनल पहले से है। कोई दूसरी आईडी चुनें।</translation>
        </message>
        <message>
            <source>There is already an account with the id “{account}”. Choose another id.</source>
            <translation>“{account}” आईडी वाला अकाउंट पहले से है। कोई दूसरी आईडी चुनें।</translation>
        </message>
        <message>
            <source>There is no account with the id “{account}”.</source>
            <translation>“{account}” आईडी वाला कोई अकाउंट नहीं है।</translation>
        </message>
        <message>
            <source>There is no account yet. Add one with: galla accounts add</source>
            <translation>अभी कोई अकाउंट नहीं है। इससे जोड़ें: galla accounts add</translation>
        </message>
        <message>
            <source>There is no channel with the id “{channel}”.</source>
            <translation>“{channel}” आईडी वाला कोई चैनल नहीं है।</translation>
        </message>
        <message>
            <source>There is no supplier profile called “{found}”. Known: {allowed}.</source>
            <translation>“{found}” नाम की कोई सप्लायर प्रोफ़ाइल नहीं है। उपलब्ध: {allowed}।</translation>
        </message>
        <message>
            <source>This computer is offline. Check its network or Wi-Fi.</source>
            <translation>यह कंप्यूटर ऑफ़लाइन है। इसका नेटवर्क या Wi-Fi जाँचें।</translation>
        </message>
        <message>
            <source>This file cannot be read. Check its permissions.</source>
            <translation>यह फ़ाइल पढ़ी नहीं जा सकती। उसकी अनुमतियाँ जाँचें।</translation>
        </message>
        <message>
            <source>This file is not written correctly. Mend that line; nothing was changed.</source>
            <translation>यह फ़ाइल सही नहीं लिखी गई है। वह पंक्ति सुधारें; कुछ बदला नहीं गया।</translation>
        </message>
        <message>
            <source>This is a test of the channel {channel}, sent {when}. Alerts will arrive here like this.</source>
            <translation>यह चैनल {channel} का टेस्ट है, {when} पर भेजा गया। अलर्ट यहाँ इसी तरह आएँगे।</translation>
        </message>
        <message>
            <source>This is no export of Galla's settings. Choose another file.</source>
            <translation>यह Galla की सेटिंग का निर्यात नहीं है। दूसरी फ़ाइल चुनें।</translation>
        </message>
        <message>
            <source>This network wants you to sign in first. Open a web page and sign in.</source>
            <translation>यह नेटवर्क पहले साइन इन करने को कहता है। कोई वेब पेज खोलकर साइन इन करें।</translation>
        </message>
        <message>
            <source>This supplier does not name its currency. Say which one the account is in.</source>
            <translation>यह सप्लायर अपनी मुद्रा नहीं बताता। बताएँ कि अकाउंट किस मुद्रा में है।</translation>
        </message>
        <message>
            <source>This system has no keyring to keep the API key in. Install one, such as GNOME Keyring or KWallet.</source>
            <translation>इस सिस्टम में API कुंजी रखने के लिए कीरिंग नहीं है। GNOME Keyring या KWallet जैसी कोई कीरिंग लगाएँ।</translation>
        </message>
        <message>
            <source>To arrive in time it must be sent by {when}.</source>
            <comment>a payment</comment>
            <translation>समय पर पहुँचने के लिए उसे {when} तक भेजना होगा।</translation>
        </message>
        <message>
            <source>To send a test: galla alerts test</source>
            <translation>टेस्ट भेजने के लिए: galla alerts test</translation>
        </message>
        <message>
            <source>To watch it again, set paused = false in settings.toml.</source>
            <translation>इस पर फिर से नज़र रखने के लिए settings.toml में paused = false लिखें।</translation>
        </message>
        <message numerus="yes">
            <source>Too early to say how long it lasts: %n hour(s) of readings so far.</source>
            <translation>
                <numerusform>अभी यह बताना जल्दबाज़ी होगी कि कब तक चलेगा: अब तक %n घंटे की जाँचें हुई हैं।</numerusform>
                <numerusform>अभी यह बताना जल्दबाज़ी होगी कि कब तक चलेगा: अब तक %n घंटे की जाँचें हुई हैं।</numerusform>
            </translation>
        </message>
        <message>
            <source>Too few readings yet to say how long it lasts.</source>
            <translation>अभी इतनी जाँचें नहीं हुईं कि कहा जा सके कि बैलेंस कब तक चलेगा।</translation>
        </message>
        <message>
            <source>Top up</source>
            <comment>button of a notification</comment>
            <translation>रिचार्ज करें</translation>
        </message>
        <message>
            <source>Top up about {amount} before {when}: {cover}.</source>
            <translation>{when} से पहले लगभग {amount} का रिचार्ज करें: {cover}।</translation>
        </message>
        <message>
            <source>Top up about {amount} now: orders will fail until money arrives.</source>
            <translation>अभी लगभग {amount} का रिचार्ज करें: पैसा आने तक ऑर्डर फ़ेल होंगे।</translation>
        </message>
        <message>
            <source>Top up about {amount} now: {cover}.</source>
            <translation>अभी लगभग {amount} का रिचार्ज करें: {cover}।</translation>
        </message>
        <message>
            <source>Top up about {amount} today: {cover}.</source>
            <translation>आज ही लगभग {amount} का रिचार्ज करें: {cover}।</translation>
        </message>
        <message>
            <source>Top up before {when}.</source>
            <translation>{when} से पहले रिचार्ज करें।</translation>
        </message>
        <message>
            <source>Top up now.</source>
            <translation>अभी रिचार्ज करें।</translation>
        </message>
        <message>
            <source>Top up now: orders will fail until money arrives.</source>
            <translation>अभी रिचार्ज करें: पैसा आने तक ऑर्डर फ़ेल होंगे।</translation>
        </message>
        <message>
            <source>Top up soon.</source>
            <translation>जल्दी रिचार्ज करें।</translation>
        </message>
        <message>
            <source>Top up soon: the balance is under its threshold of {amount}.</source>
            <translation>जल्दी रिचार्ज करें: बैलेंस तय सीमा {amount} से नीचे है।</translation>
        </message>
        <message>
            <source>Top up today.</source>
            <translation>आज ही रिचार्ज करें।</translation>
        </message>
        <message>
            <source>Top-up overdue</source>
            <comment>an alert rule</comment>
            <translation>रिचार्ज में देरी</translation>
        </message>
        <message>
            <source>Typically off by a factor of {factor}.</source>
            <translation>आम तौर पर {factor} गुना का फ़र्क।</translation>
        </message>
        <message>
            <source>Typically off by less than {percent}.</source>
            <translation>आम तौर पर {percent} से कम का फ़र्क।</translation>
        </message>
        <message>
            <source>Typically off by {percent}.</source>
            <translation>आम तौर पर {percent} का फ़र्क।</translation>
        </message>
        <message>
            <source>Under your threshold of {threshold}.</source>
            <comment>body of a notification</comment>
            <translation>आपकी तय सीमा {threshold} से कम।</translation>
        </message>
        <message>
            <source>Under {threshold}, about {duration} of your usual spend.</source>
            <comment>body of a notification</comment>
            <translation>{threshold} से कम, जो आपका लगभग {duration} का आम खर्च है।</translation>
        </message>
        <message>
            <source>Unknown</source>
            <comment>level of an account</comment>
            <translation>पता नहीं</translation>
        </message>
        <message>
            <source>Unlock the keyring, then check again.</source>
            <translation>कीरिंग का ताला खोलें, फिर दोबारा जाँचें।</translation>
        </message>
        <message>
            <source>Unlock the keyring, then send a test.</source>
            <translation>कीरिंग का ताला खोलें, फिर टेस्ट भेजें।</translation>
        </message>
        <message>
            <source>Until money arrives</source>
            <comment>keep an alert quiet</comment>
            <translation>पैसा आने तक</translation>
        </message>
        <message>
            <source>Until tomorrow morning</source>
            <comment>keep an alert quiet</comment>
            <translation>कल सुबह तक</translation>
        </message>
        <message>
            <source>Unusable answer</source>
            <translation>जवाब काम का नहीं</translation>
        </message>
        <message>
            <source>Wait a minute: a surprising balance is being read again.</source>
            <translation>एक मिनट रुकें: अचरज में डालने वाला बैलेंस दोबारा जाँचा जा रहा है।</translation>
        </message>
        <message>
            <source>Wait a while, then send a test.</source>
            <translation>थोड़ा रुकें, फिर टेस्ट भेजें।</translation>
        </message>
        <message>
            <source>Wait for the first reading.</source>
            <translation>पहली जाँच का इंतज़ार करें।</translation>
        </message>
        <message>
            <source>Wait for your payment, expected by {due}, or pay in a quicker way.</source>
            <translation>अपने भुगतान का इंतज़ार करें, {due} तक आने की उम्मीद है; या किसी जल्दी पहुँचने वाले तरीके से भुगतान करें।</translation>
        </message>
        <message>
            <source>Wait for your payment, expected by {due}.</source>
            <translation>अपने भुगतान का इंतज़ार करें, {due} तक आने की उम्मीद है।</translation>
        </message>
        <message>
            <source>Warning</source>
            <comment>severity of an alert</comment>
            <translation>चेतावनी</translation>
        </message>
        <message>
            <source>Watch</source>
            <comment>level of an account: getting short</comment>
            <translation>ध्यान दें</translation>
        </message>
        <message>
            <source>You open again {opening}; a payment sent only then may arrive too late.</source>
            <translation>दुकान फिर {opening} पर खुलेगी; तभी भेजा गया भुगतान देर से पहुँच सकता है।</translation>
        </message>
        <message>
            <source>You said that you had paid ({said}); the money was expected by {due}, but no such credit has been seen.</source>
            <comment>said and due are instants: “today 14:32”</comment>
            <translation>आपने बताया था कि भुगतान कर दिया है ({said}); पैसा {due} तक आना था, पर ऐसी कोई जमा नहीं दिखी।</translation>
        </message>
        <message>
            <source>You said that you had paid, but the money has not arrived in time.</source>
            <translation>आपने बताया कि भुगतान कर दिया है, पर पैसा समय पर नहीं आया।</translation>
        </message>
        <message>
            <source>about {amount}</source>
            <comment>expected spend</comment>
            <translation>लगभग {amount}</translation>
        </message>
        <message>
            <source>acknowledged {when}</source>
            <comment>an open alert</comment>
            <translation>{when} पर देख लिया गया</translation>
        </message>
        <message>
            <source>address not secure</source>
            <comment>why a message was not delivered</comment>
            <translation>पता सुरक्षित नहीं</translation>
        </message>
        <message>
            <source>address not understood</source>
            <comment>why a message was not delivered</comment>
            <translation>पता समझ नहीं आया</translation>
        </message>
        <message numerus="yes">
            <source>and %n more account(s)</source>
            <comment>tray tooltip</comment>
            <translation>
                <numerusform>और %n अकाउंट</numerusform>
                <numerusform>और %n अकाउंट</numerusform>
            </translation>
        </message>
        <message>
            <source>at least {duration}</source>
            <comment>how long a balance lasts</comment>
            <translation>कम से कम {duration}</translation>
        </message>
        <message>
            <source>at least {early} were said</source>
            <comment>how long the money lasts</comment>
            <translation>अनुमान कम से कम {early} का था</translation>
        </message>
        <message>
            <source>at least {early} were said, {likely} likely</source>
            <comment>how long the money lasts</comment>
            <translation>अनुमान कम से कम {early} का था, संभवतः {likely}</translation>
        </message>
        <message>
            <source>at the usual rate the balance has passed {limit} (about {when})</source>
            <translation>आम खर्च के हिसाब से बैलेंस {limit} से नीचे जा चुका है (लगभग {when})</translation>
        </message>
        <message>
            <source>at the usual rate the balance has passed {limit} about now</source>
            <translation>आम खर्च के हिसाब से बैलेंस लगभग अभी {limit} से नीचे चला गया है</translation>
        </message>
        <message>
            <source>at the usual rate the balance is now about {amount}</source>
            <translation>आम खर्च के हिसाब से बैलेंस अब लगभग {amount} है</translation>
        </message>
        <message>
            <source>at the usual rate the balance is used up (since about {when})</source>
            <translation>आम खर्च के हिसाब से बैलेंस खत्म हो चुका है (लगभग {when} से)</translation>
        </message>
        <message>
            <source>at the usual rate the balance is used up about now</source>
            <translation>आम खर्च के हिसाब से बैलेंस लगभग अभी खत्म हो रहा है</translation>
        </message>
        <message>
            <source>at the usual rate the balance is used up by now</source>
            <translation>आम खर्च के हिसाब से बैलेंस अब तक खत्म हो चुका है</translation>
        </message>
        <message>
            <source>at the usual rate the balance will be used up about {when}</source>
            <translation>आम खर्च के हिसाब से बैलेंस खत्म हो जाएगा (लगभग {when})</translation>
        </message>
        <message>
            <source>at the usual rate the balance will pass {limit} about {when}</source>
            <translation>आम खर्च के हिसाब से बैलेंस {limit} से नीचे चला जाएगा (लगभग {when})</translation>
        </message>
        <message>
            <source>channel removed</source>
            <comment>why a message was not delivered</comment>
            <translation>चैनल हटा दिया गया</translation>
        </message>
        <message>
            <source>closing {amount}</source>
            <comment>figure of a trading day</comment>
            <translation>अंत {amount}</translation>
        </message>
        <message>
            <source>credits {amount}</source>
            <comment>figure of a trading day</comment>
            <translation>जमा {amount}</translation>
        </message>
        <message>
            <source>it lasted {duration}</source>
            <comment>the money</comment>
            <translation>{duration} चला</translation>
        </message>
        <message>
            <source>keyring not available</source>
            <comment>why a message was not delivered</comment>
            <translation>कीरिंग उपलब्ध नहीं</translation>
        </message>
        <message>
            <source>less than an hour of history</source>
            <translation>एक घंटे से कम की हिस्ट्री</translation>
        </message>
        <message>
            <source>may be used up</source>
            <comment>a balance, instead of how long it lasts</comment>
            <translation>शायद खत्म</translation>
        </message>
        <message>
            <source>no address stored</source>
            <comment>why a message was not delivered</comment>
            <translation>पता सहेजा नहीं गया</translation>
        </message>
        <message>
            <source>no answer in time</source>
            <comment>why a message was not delivered</comment>
            <translation>समय पर जवाब नहीं</translation>
        </message>
        <message>
            <source>no notification service</source>
            <comment>why a message was not delivered</comment>
            <translation>सूचना सेवा नहीं</translation>
        </message>
        <message>
            <source>no reason given</source>
            <comment>why a message was not delivered</comment>
            <translation>कारण नहीं बताया</translation>
        </message>
        <message>
            <source>not reachable</source>
            <comment>why a message was not delivered</comment>
            <translation>संपर्क नहीं हो पाया</translation>
        </message>
        <message>
            <source>not used up after {duration}</source>
            <comment>the money</comment>
            <translation>{duration} बाद भी खत्म नहीं हुआ</translation>
        </message>
        <message>
            <source>opening {amount}</source>
            <comment>figure of a trading day</comment>
            <translation>शुरुआत {amount}</translation>
        </message>
        <message>
            <source>over {duration}</source>
            <comment>longer than the forecast looks</comment>
            <translation>{duration} से ज़्यादा</translation>
        </message>
        <message>
            <source>quiet until money arrives</source>
            <comment>an open alert</comment>
            <translation>पैसा आने तक शांत</translation>
        </message>
        <message>
            <source>refused</source>
            <comment>why a message was not delivered</comment>
            <translation>मना कर दिया</translation>
        </message>
        <message>
            <source>service failing</source>
            <comment>why a message was not delivered</comment>
            <translation>सेवा में खराबी</translation>
        </message>
        <message>
            <source>snoozed until {until}</source>
            <comment>an open alert</comment>
            <translation>{until} तक शांत रखा गया</translation>
        </message>
        <message>
            <source>spend {amount}</source>
            <comment>figure of a trading day</comment>
            <translation>खर्च {amount}</translation>
        </message>
        <message>
            <source>that afternoon</source>
            <comment>when the money ends</comment>
            <translation>उसी दोपहर</translation>
        </message>
        <message>
            <source>that evening</source>
            <comment>when the money ends</comment>
            <translation>उसी शाम</translation>
        </message>
        <message>
            <source>that morning</source>
            <comment>when the money ends</comment>
            <translation>उसी सुबह</translation>
        </message>
        <message>
            <source>this afternoon</source>
            <comment>when the money ends</comment>
            <translation>आज दोपहर</translation>
        </message>
        <message>
            <source>this desktop</source>
            <comment>where notifications are shown</comment>
            <translation>डेस्कटॉप</translation>
        </message>
        <message>
            <source>this evening</source>
            <comment>when the money ends</comment>
            <translation>आज शाम</translation>
        </message>
        <message>
            <source>this morning</source>
            <comment>when the money ends</comment>
            <translation>आज सुबह</translation>
        </message>
        <message>
            <source>today {time}</source>
            <comment>an instant</comment>
            <translation>आज {time}</translation>
        </message>
        <message>
            <source>tomorrow</source>
            <comment>when the money ends</comment>
            <translation>कल</translation>
        </message>
        <message>
            <source>tomorrow afternoon</source>
            <comment>when the money ends</comment>
            <translation>कल दोपहर</translation>
        </message>
        <message>
            <source>tomorrow evening</source>
            <comment>when the money ends</comment>
            <translation>कल शाम</translation>
        </message>
        <message>
            <source>tomorrow morning</source>
            <comment>when the money ends</comment>
            <translation>कल सुबह</translation>
        </message>
        <message>
            <source>tomorrow night</source>
            <comment>when the money ends</comment>
            <translation>कल रात</translation>
        </message>
        <message>
            <source>tomorrow {time}</source>
            <comment>an instant</comment>
            <translation>आने वाले कल {time}</translation>
        </message>
        <message>
            <source>tonight</source>
            <comment>when the money ends</comment>
            <translation>आज रात</translation>
        </message>
        <message>
            <source>too many recipients</source>
            <comment>why a message was not delivered</comment>
            <translation>बहुत ज़्यादा पाने वाले</translation>
        </message>
        <message>
            <source>under a minute</source>
            <comment>a duration</comment>
            <translation>एक मिनट से कम</translation>
        </message>
        <message>
            <source>unknown</source>
            <comment>an amount</comment>
            <translation>पता नहीं</translation>
        </message>
        <message>
            <source>up to {duration}</source>
            <comment>how long a balance lasts</comment>
            <translation>ज़्यादा से ज़्यादा {duration}</translation>
        </message>
        <message>
            <source>what is missing now, and {cover}</source>
            <comment>what a top-up covers</comment>
            <translation>जो अभी कम है और {cover}</translation>
        </message>
        <message>
            <source>yesterday {time}</source>
            <comment>an instant</comment>
            <translation>बीते कल {time}</translation>
        </message>
        <message>
            <source>{account}: API key rejected</source>
            <comment>title of a notification</comment>
            <translation>{account}: API कुंजी अस्वीकार हुई</translation>
        </message>
        <message>
            <source>{account}: API key still rejected</source>
            <comment>title of a notification</comment>
            <translation>{account}: API कुंजी अब भी अस्वीकार</translation>
        </message>
        <message>
            <source>{account}: about {spent} spent on {day}</source>
            <comment>title of a notification</comment>
            <translation>{account}: {day} को लगभग {spent} खर्च</translation>
        </message>
        <message>
            <source>{account}: access denied</source>
            <comment>title of a notification</comment>
            <translation>{account}: पहुँच की अनुमति नहीं</translation>
        </message>
        <message>
            <source>{account}: access still denied</source>
            <comment>title of a notification</comment>
            <translation>{account}: पहुँच की अनुमति अब भी नहीं</translation>
        </message>
        <message>
            <source>{account}: balance low, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस कम, {amount}</translation>
        </message>
        <message>
            <source>{account}: balance recovered, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस फिर ठीक, {amount}</translation>
        </message>
        <message>
            <source>{account}: balance still low, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस अब भी कम, {amount}</translation>
        </message>
        <message>
            <source>{account}: balance still used up, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस अब भी खत्म, {amount}</translation>
        </message>
        <message>
            <source>{account}: balance used up, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस खत्म, {amount}</translation>
        </message>
        <message>
            <source>{account}: could run out within a day, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: एक दिन के भीतर खत्म हो सकता है, {amount}</translation>
        </message>
        <message>
            <source>{account}: down to its reserve, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस रिज़र्व तक आ गया, {amount}</translation>
        </message>
        <message>
            <source>{account}: last known balance {amount}, read {age} ago ({instant}).</source>
            <comment>one of several accounts that are not read</comment>
            <translation>{account}: पिछला ज्ञात बैलेंस {amount}, {age} पहले जाँचा गया ({instant})।</translation>
        </message>
        <message>
            <source>{account}: last known balance {amount}, read {age} ago ({instant}); {expected}.</source>
            <comment>one of several accounts that are not read</comment>
            <translation>{account}: पिछला ज्ञात बैलेंस {amount}, {age} पहले जाँचा गया ({instant}); {expected}।</translation>
        </message>
        <message>
            <source>{account}: lasts until {opening} after all, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: अब {opening} तक चलेगा, {amount}</translation>
        </message>
        <message>
            <source>{account}: less than a day left, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: एक दिन से कम चलेगा, {amount}</translation>
        </message>
        <message>
            <source>{account}: may be under {threshold}, not read for {duration}</source>
            <comment>title of a notification</comment>
            <translation>{account}: {threshold} से कम हो सकता है, {duration} से जाँच नहीं हुई</translation>
        </message>
        <message>
            <source>{account}: may be used up, not read for {duration}</source>
            <comment>title of a notification</comment>
            <translation>{account}: शायद खत्म हो चुका है, {duration} से जाँच नहीं हुई</translation>
        </message>
        <message>
            <source>{account}: may run out before {opening}, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: {opening} से पहले खत्म हो सकता है, {amount}</translation>
        </message>
        <message>
            <source>{account}: may run out while you are closed, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बंद रहने के दौरान खत्म हो सकता है, {amount}</translation>
        </message>
        <message>
            <source>{account}: money received</source>
            <comment>title of a notification</comment>
            <translation>{account}: पैसा मिला</translation>
        </message>
        <message>
            <source>{account}: no longer running short, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस अब जल्द खत्म नहीं होगा, {amount}</translation>
        </message>
        <message>
            <source>{account}: not read for {duration}</source>
            <comment>title of a notification</comment>
            <translation>{account}: {duration} से जाँच नहीं हुई</translation>
        </message>
        <message>
            <source>{account}: orders explain the spend again</source>
            <comment>title of a notification</comment>
            <translation>{account}: खर्च फिर ऑर्डर से मेल खाता है</translation>
        </message>
        <message>
            <source>{account}: paying after {opening} may be too late, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: {opening} के बाद भुगतान में देर हो सकती है, {amount}</translation>
        </message>
        <message>
            <source>{account}: running short, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस जल्द खत्म होगा, {amount}</translation>
        </message>
        <message>
            <source>{account}: spend is as usual again, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: खर्च फिर आम जैसा, {amount}</translation>
        </message>
        <message>
            <source>{account}: spend that no order explains</source>
            <comment>title of a notification</comment>
            <translation>{account}: बिना ऑर्डर का खर्च</translation>
        </message>
        <message>
            <source>{account}: spending far faster than usual</source>
            <comment>title of a notification</comment>
            <translation>{account}: आम से कहीं तेज़ खर्च</translation>
        </message>
        <message>
            <source>{account}: still down to its reserve, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस अब भी रिज़र्व तक, {amount}</translation>
        </message>
        <message>
            <source>{account}: still more spent than orders explain</source>
            <comment>title of a notification</comment>
            <translation>{account}: अब भी ऑर्डर के हिसाब से ज़्यादा खर्च</translation>
        </message>
        <message>
            <source>{account}: still running short, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस अब भी कम पड़ रहा है, {amount}</translation>
        </message>
        <message>
            <source>{account}: still spending far faster than usual</source>
            <comment>title of a notification</comment>
            <translation>{account}: अब भी आम से कहीं तेज़ खर्च</translation>
        </message>
        <message>
            <source>{account}: the balance cannot be read</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस की जाँच नहीं हो पा रही</translation>
        </message>
        <message>
            <source>{account}: the balance is read again, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: बैलेंस की जाँच फिर हो रही है, {amount}</translation>
        </message>
        <message>
            <source>{account}: the day has closed, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: दिन का हिसाब, {amount}</translation>
        </message>
        <message>
            <source>{account}: the supplier accepts the key again</source>
            <comment>title of a notification</comment>
            <translation>{account}: सप्लायर ने कुंजी फिर स्वीकार कर ली</translation>
        </message>
        <message>
            <source>{account}: the top-up has arrived, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: रिचार्ज पहुँच गया, {amount}</translation>
        </message>
        <message>
            <source>{account}: top-up no longer overdue, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: रिचार्ज में अब देरी नहीं, {amount}</translation>
        </message>
        <message>
            <source>{account}: top-up overdue, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: रिचार्ज में देरी, {amount}</translation>
        </message>
        <message>
            <source>{account}: top-up still overdue, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: रिचार्ज में अब भी देरी, {amount}</translation>
        </message>
        <message>
            <source>{account}: you are open again, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: दुकान फिर खुल गई, {amount}</translation>
        </message>
        <message>
            <source>{account}: {amount}, {runway}, as of {time}</source>
            <comment>tray tooltip</comment>
            <translation>{account}: {amount}, {runway}, {time} पर</translation>
        </message>
        <message>
            <source>{account}: {credits} received</source>
            <comment>title of a notification</comment>
            <translation>{account}: {credits} मिले</translation>
        </message>
        <message>
            <source>{account}: {day} has closed, {amount}</source>
            <comment>title of a notification</comment>
            <translation>{account}: {day} का हिसाब, {amount}</translation>
        </message>
        <message>
            <source>{account}: {expected}.</source>
            <comment>an account, and what has probably become of its balance</comment>
            <translation>{account}: {expected}।</translation>
        </message>
        <message>
            <source>{account}: {level}</source>
            <comment>tray tooltip</comment>
            <translation>{account}: {level}</translation>
        </message>
        <message>
            <source>{account}: {more} more spent than orders explain</source>
            <comment>title of a notification</comment>
            <translation>{account}: ऑर्डर के हिसाब से {more} ज़्यादा खर्च</translation>
        </message>
        <message>
            <source>{account}: {rule}</source>
            <comment>an alert</comment>
            <translation>{account}: {rule}</translation>
        </message>
        <message>
            <source>{account}: {sentence}</source>
            <comment>a problem of an account</comment>
            <translation>{account}: {sentence}</translation>
        </message>
        <message>
            <source>{account}: {spent} spent on {day}</source>
            <comment>title of a notification</comment>
            <translation>{account}: {day} को {spent} खर्च</translation>
        </message>
        <message>
            <source>{account}: {spent} spent since {since}, far more than usual</source>
            <comment>title of a notification</comment>
            <translation>{account}: {since} से {spent} खर्च, आम से कहीं ज़्यादा</translation>
        </message>
        <message>
            <source>{alert}; recovered {when}</source>
            <comment>one alert in a list</comment>
            <translation>{alert}; {when} पर ठीक हुआ</translation>
        </message>
        <message>
            <source>{cause} ({detail}). {advice}</source>
            <comment>a channel that failed, such as: (403)</comment>
            <translation>{cause} ({detail})। {advice}</translation>
        </message>
        <message>
            <source>{cause}. {advice}</source>
            <comment>a channel that failed</comment>
            <translation>{cause}। {advice}</translation>
        </message>
        <message>
            <source>{channel}: about to be sent</source>
            <comment>an alert</comment>
            <translation>{channel}: अभी भेजा जाएगा</translation>
        </message>
        <message>
            <source>{channel}: delivered {when}</source>
            <comment>an alert</comment>
            <translation>{channel}: {when} पर पहुँचा</translation>
        </message>
        <message>
            <source>{channel}: given up {when}: {reason}</source>
            <comment>an alert</comment>
            <translation>{channel}: {when} पर कोशिश छोड़ी: {reason}</translation>
        </message>
        <message numerus="yes">
            <source>{channel}: tried %n time(s), next {when}: {reason}</source>
            <comment>an alert</comment>
            <translation>
                <numerusform>{channel}: %n बार कोशिश, अगली {when} पर: {reason}</numerusform>
                <numerusform>{channel}: %n बार कोशिश, अगली {when} पर: {reason}</numerusform>
            </translation>
        </message>
        <message>
            <source>{channel}: waits until {when} (quiet hours)</source>
            <comment>an alert</comment>
            <translation>{channel}: {when} तक रुका है (शांत समय)</translation>
        </message>
        <message>
            <source>{date}: {said}; {lasted}.</source>
            <comment>a forecast and what became of it</comment>
            <translation>{date}: {said}; {lasted}।</translation>
        </message>
        <message>
            <source>{days} of spend, as far as it is known yet</source>
            <comment>what a top-up covers</comment>
            <translation>{days} का खर्च, जितना अब तक पता है</translation>
        </message>
        <message>
            <source>{days} of usual spend</source>
            <comment>what a top-up covers</comment>
            <translation>{days} का आम खर्च</translation>
        </message>
        <message>
            <source>{day} {month}</source>
            <comment>a date</comment>
            <translation>{day} {month}</translation>
        </message>
        <message>
            <source>{day} {month} {year}</source>
            <comment>a date</comment>
            <translation>{day} {month} {year}</translation>
        </message>
        <message>
            <source>{day} {time}</source>
            <comment>an instant: day and clock time</comment>
            <translation>{day} {time}</translation>
        </message>
        <message>
            <source>{day}: {figures}</source>
            <comment>a trading day</comment>
            <translation>{day}: {figures}</translation>
        </message>
        <message>
            <source>{early} to {late} were said, {likely} likely</source>
            <comment>how long the money lasts</comment>
            <translation>अनुमान {early} से {late} का था, संभवतः {likely}</translation>
        </message>
        <message>
            <source>{early} – {late}</source>
            <comment>a range of durations</comment>
            <translation>{early} – {late}</translation>
        </message>
        <message>
            <source>{early}–{late}</source>
            <comment>a range of numbers</comment>
            <translation>{early}–{late}</translation>
        </message>
        <message>
            <source>{early}–{late} days</source>
            <comment>a range of durations</comment>
            <translation>{early}–{late} दिन</translation>
        </message>
        <message>
            <source>{early}–{late} h</source>
            <comment>a range of durations</comment>
            <translation>{early}–{late} घंटे</translation>
        </message>
        <message>
            <source>{history} and a balance that is {age} old</source>
            <comment>what a forecast is based on</comment>
            <translation>{history} और {age} पुराने बैलेंस</translation>
        </message>
        <message>
            <source>{host} broke off in the middle of its answer. Galla asks again by itself.</source>
            <translation>{host} का जवाब बीच में ही टूट गया। Galla खुद दोबारा पूछेगा।</translation>
        </message>
        <message>
            <source>{host} did not answer in time. Galla asks again by itself.</source>
            <translation>{host} से समय पर जवाब नहीं आया। Galla खुद दोबारा पूछेगा।</translation>
        </message>
        <message>
            <source>{host} does not accept connections. The supplier may be down; check the address.</source>
            <translation>{host} से कनेक्शन नहीं हो रहा। हो सकता है सप्लायर की सेवा बंद हो; पता जाँचें।</translation>
        </message>
        <message>
            <source>{hours} h {minutes} min</source>
            <comment>a duration</comment>
            <translation>{hours} घं॰ {minutes} मि॰</translation>
        </message>
        <message>
            <source>{inside} of {scored} forecasts came true within their range.</source>
            <translation>{scored} में से {inside} अनुमान अपनी सीमा में सही निकले।</translation>
        </message>
        <message>
            <source>{known}.</source>
            <comment>what is known while nothing can be read</comment>
            <translation>{known}।</translation>
        </message>
        <message>
            <source>{known}; {expected}.</source>
            <comment>while nothing can be read: what is known, what is likely</comment>
            <translation>{known}; {expected}।</translation>
        </message>
        <message>
            <source>{line}.</source>
            <comment>the figures of a trading day, as a sentence</comment>
            <translation>{line}।</translation>
        </message>
        <message>
            <source>{low}–{high}</source>
            <comment>a range of amounts</comment>
            <translation>{low}–{high}</translation>
        </message>
        <message>
            <source>{minutes} min</source>
            <comment>a duration</comment>
            <translation>{minutes} मिनट</translation>
        </message>
        <message>
            <source>{name} {amount}</source>
            <comment>a further balance: “Held $12.00”</comment>
            <translation>{name} {amount}</translation>
        </message>
        <message>
            <source>{number}%</source>
            <comment>a share of a whole</comment>
            <translation>{number}%</translation>
        </message>
        <message>
            <source>{path} could not be written. Choose another folder, or free some space.</source>
            <translation>{path} लिखा नहीं जा सका। दूसरा फ़ोल्डर चुनें, या जगह खाली करें।</translation>
        </message>
        <message>
            <source>{path}, line {line}: {sentence}</source>
            <translation>{path}, पंक्ति {line}: {sentence}</translation>
        </message>
        <message>
            <source>{path}: {sentence}</source>
            <translation>{path}: {sentence}</translation>
        </message>
        <message numerus="yes">
            <source>{range} in %n day(s)</source>
            <comment>expected spend</comment>
            <translation>
                <numerusform>%n दिन में {range}</numerusform>
                <numerusform>%n दिन में {range}</numerusform>
            </translation>
        </message>
        <message>
            <source>{reason} ({detail})</source>
            <comment>why a message was not delivered: “refused (403)”</comment>
            <translation>{reason} ({detail})</translation>
        </message>
        <message>
            <source>{runway} ({range})</source>
            <comment>how long a balance lasts, and its range</comment>
            <translation>{runway} ({range})</translation>
        </message>
        <message>
            <source>{runway}, {age} old</source>
            <comment>a balance: how long it lasts, and that it is out of date</comment>
            <translation>{runway}, {age} पुराना</translation>
        </message>
        <message>
            <source>{severity} – {title}</source>
            <comment>title of a message, such as: Critical – balance used up</comment>
            <translation>{severity} – {title}</translation>
        </message>
        <message>
            <source>{title} ({when}, {id})</source>
            <comment>one alert in a list: its title, time and number</comment>
            <translation>{title} ({when}, {id})</translation>
        </message>
        <message>
            <source>{weekday} afternoon</source>
            <comment>when the money ends</comment>
            <translation>{weekday} दोपहर</translation>
        </message>
        <message>
            <source>{weekday} evening</source>
            <comment>when the money ends</comment>
            <translation>{weekday} शाम</translation>
        </message>
        <message>
            <source>{weekday} morning</source>
            <comment>when the money ends</comment>
            <translation>{weekday} सुबह</translation>
        </message>
        <message>
            <source>{weekday} night</source>
            <comment>when the money ends</comment>
            <translation>{weekday} रात</translation>
        </message>
        <message>
            <source>{what}, since {since}.</source>
            <comment>an open alert</comment>
            <translation>{what}, {since} से।</translation>
        </message>
        <message>
            <source>{what}, since {since}; {answer}.</source>
            <comment>an open alert, and how it was answered</comment>
            <translation>{what}, {since} से; {answer}।</translation>
        </message>
        <message>
            <source>“{field}” cannot be “{found}”. Allowed: {allowed}.</source>
            <translation>“{field}” में “{found}” नहीं चलेगा। मान्य: {allowed}।</translation>
        </message>
        <message>
            <source>“{field}” has the wrong kind of value: {expected} is expected.</source>
            <translation>“{field}” में गलत तरह का मान है: {expected} चाहिए।</translation>
        </message>
        <message>
            <source>“{field}” is missing. Add it.</source>
            <translation>“{field}” नहीं है। उसे जोड़ें।</translation>
        </message>
        <message>
            <source>“{found}” is no currency code. Use one such as USD, EUR or INR.</source>
            <translation>“{found}” कोई मुद्रा कोड नहीं है। USD, EUR या INR जैसा कोड लिखें।</translation>
        </message>
        <message>
            <source>“{found}” is no time zone. Use one such as Asia/Kolkata.</source>
            <translation>“{found}” कोई समय क्षेत्र नहीं है। Asia/Kolkata जैसा लिखें।</translation>
        </message>
        <message>
            <source>“{found}” is no web address. Use one such as https://api.example.com.</source>
            <translation>“{found}” कोई वेब पता नहीं है। https://api.example.com जैसा लिखें।</translation>
        </message>
        <message>
            <source>“{found}” is not encrypted. Use an address that begins with https://.</source>
            <translation>“{found}” सुरक्षित नहीं है। https:// से शुरू होने वाला पता लिखें।</translation>
        </message>
    </context>
    <context>
        <name>Tray</name>
        <message>
            <source>&amp;Alert history</source>
            <translation>अलर्ट हिस्ट्री (&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Check now</source>
            <translation>अभी जाँचें (&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Open Galla</source>
            <translation>Galla खोलें (&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>बंद करें (&amp;Q)</translation>
        </message>
        <message>
            <source>&amp;Settings…</source>
            <translation>सेटिंग… (&amp;S)</translation>
        </message>
        <message>
            <source>Show c&amp;hart</source>
            <translation>चार्ट दिखाएँ (&amp;H)</translation>
        </message>
    </context>
    <context>
        <name>Usage</name>
        <message>
            <source>ACTION</source>
            <comment>placeholder in the command line help</comment>
            <translation>क्रिया</translation>
        </message>
        <message>
            <source>Acknowledge an alert: it is not repeated until it gets worse or is over</source>
            <translation>अलर्ट देख लिया: हालत बिगड़ने या खत्म होने तक दोहराया नहीं जाता</translation>
        </message>
        <message>
            <source>Add a channel; its Apprise address, such as tgram://TOKEN/CHAT or mailtos://USER:PASSWORD@example.com, is read from a prompt or from standard input, and tried with a message before it is kept</source>
            <translation>चैनल जोड़ें; उसका Apprise पता, जैसे tgram://TOKEN/CHAT या mailtos://USER:PASSWORD@example.com, पूछकर या मानक इनपुट से लिया जाता है, और रखने से पहले एक संदेश भेजकर जाँचा जाता है</translation>
        </message>
        <message>
            <source>Add an account; its key is read from a prompt or from standard input</source>
            <translation>अकाउंट जोड़ें; कुंजी पूछकर या मानक इनपुट से ली जाती है</translation>
        </message>
        <message>
            <source>Add, list or remove the channels by which alerts reach you</source>
            <translation>जिन चैनलों से अलर्ट आप तक पहुँचते हैं उन्हें जोड़ें, देखें या हटाएँ</translation>
        </message>
        <message>
            <source>Add, list, test or remove accounts</source>
            <translation>अकाउंट जोड़ें, देखें, जाँचें या हटाएँ</translation>
        </message>
        <message>
            <source>Ask the supplier now and record the balance</source>
            <translation>सप्लायर से अभी पूछें और बैलेंस दर्ज करें</translation>
        </message>
        <message>
            <source>Ask the supplier once, recording nothing</source>
            <translation>सप्लायर से एक बार पूछें, कुछ दर्ज किए बिना</translation>
        </message>
        <message>
            <source>COMMAND</source>
            <comment>placeholder in the command line help</comment>
            <translation>कमांड</translation>
        </message>
        <message>
            <source>Call an address while Galla watches, so that its silence raises an alarm elsewhere</source>
            <translation>Galla नज़र रखते समय एक पते को पिंग करता रहे, ताकि पिंग रुकते ही खबर कहीं और पहुँचे</translation>
        </message>
        <message>
            <source>Keep an alert quiet for a while, unless it gets worse</source>
            <translation>अलर्ट को कुछ देर शांत रखें, जब तक हालत न बिगड़े</translation>
        </message>
        <message>
            <source>List the accounts</source>
            <translation>अकाउंट देखें</translation>
        </message>
        <message>
            <source>List the channels and how delivering to them goes</source>
            <translation>चैनल दिखाएँ, और उन तक अलर्ट पहुँच रहे हैं या नहीं</translation>
        </message>
        <message>
            <source>Remove a channel and its address</source>
            <translation>चैनल और उसका पता हटाएँ</translation>
        </message>
        <message>
            <source>Remove an account and its key; its history stays</source>
            <translation>अकाउंट और उसकी कुंजी हटाएँ; हिस्ट्री बनी रहेगी</translation>
        </message>
        <message>
            <source>Replace the key of an account, once the supplier has accepted the new one</source>
            <translation>अकाउंट की कुंजी बदलें, जब सप्लायर नई कुंजी स्वीकार कर ले</translation>
        </message>
        <message>
            <source>Say that you have paid: too little money is quiet until it arrives or is overdue</source>
            <translation>बताएँ कि भुगतान कर दिया: पैसा आने या देर होने तक पैसे की कमी के अलर्ट शांत रहते हैं</translation>
        </message>
        <message>
            <source>Say what works on this machine, and what to do about what does not</source>
            <translation>बताएँ कि इस मशीन पर क्या चल रहा है, और जो नहीं चल रहा उसका क्या करें</translation>
        </message>
        <message>
            <source>Send a test to a channel, or to all that are switched on, and say what came of it</source>
            <translation>एक चैनल पर, या जो चालू हैं उन सब पर टेस्ट भेजें, और बताएँ कि क्या हुआ</translation>
        </message>
        <message>
            <source>Show everything on a simulated store; touches nothing of yours</source>
            <translation>नकली दुकान पर सब कुछ दिखाएँ; आपकी किसी चीज़ को नहीं छूता</translation>
        </message>
        <message>
            <source>Show the alerts, answer them, and try whether they reach you</source>
            <translation>अलर्ट देखें, जवाब दें, और जाँचें कि वे आप तक पहुँचते हैं</translation>
        </message>
        <message>
            <source>Show the last known balances, without asking the supplier</source>
            <translation>सप्लायर से पूछे बिना पिछले ज्ञात बैलेंस दिखाएँ</translation>
        </message>
        <message>
            <source>Show the open alerts, with the figures that you were told last</source>
            <translation>जारी अलर्ट दिखाएँ, उन आँकड़ों के साथ जो पिछली बार बताए गए</translation>
        </message>
        <message>
            <source>Switch the heartbeat off and delete its address</source>
            <translation>हार्टबीट बंद करें और उसका पता मिटाएँ</translation>
        </message>
        <message>
            <source>Switch the heartbeat on; its address is read from a prompt or from standard input, and called once</source>
            <translation>हार्टबीट चालू करें; उसका पता पूछकर या मानक इनपुट से लिया जाता है, और एक बार पिंग किया जाता है</translation>
        </message>
        <message>
            <source>Watches prepaid supplier balances from the tray. Without a command it starts the tray application.</source>
            <translation>ट्रे से सप्लायरों के प्रीपेड बैलेंस पर नज़र रखता है। बिना कमांड के ट्रे ऐप शुरू होता है।</translation>
        </message>
        <message>
            <source>a recorded answer of the supplier, to be read by the profile (-: standard input)</source>
            <translation>सप्लायर का सहेजा हुआ जवाब, जिसे प्रोफ़ाइल से पढ़ा जाए (-: स्टैंडर्ड इनपुट)</translation>
        </message>
        <message>
            <source>address of the supplier's interface, such as https://api.example.com; many profiles know it</source>
            <translation>सप्लायर के इंटरफ़ेस का पता, जैसे https://api.example.com; कई प्रोफ़ाइलें इसे जानती हैं</translation>
        </message>
        <message>
            <source>all suppliers, your own files among them</source>
            <translation>सभी सप्लायर, आपकी अपनी फ़ाइलें भी</translation>
        </message>
        <message>
            <source>also those that are over</source>
            <translation>वे भी जो खत्म हो चुके हैं</translation>
        </message>
        <message>
            <source>currency of the balance, such as USD; needed where the supplier does not say it</source>
            <translation>बैलेंस की मुद्रा, जैसे USD; जहाँ सप्लायर न बताए वहाँ ज़रूरी</translation>
        </message>
        <message>
            <source>deletes what was recorded of it too</source>
            <translation>उसका जो भी दर्ज है वह भी मिटाता है</translation>
        </message>
        <message>
            <source>for an hour (unless given), until tomorrow morning, or until money arrives</source>
            <translation>एक घंटे (कुछ न दें तो), कल सुबह तक, या पैसा आने तक</translation>
        </message>
        <message>
            <source>how this supplier is asked (generic-bearer unless given)</source>
            <translation>सप्लायर से पूछने का तरीका (न देने पर generic-bearer)</translation>
        </message>
        <message>
            <source>id of a channel; desktop for the notifications here</source>
            <translation>चैनल की आईडी; यहाँ की सूचनाओं के लिए desktop</translation>
        </message>
        <message>
            <source>keep the address without trying it</source>
            <translation>पता बिना जाँचे रखें</translation>
        </message>
        <message>
            <source>looks for mistakes in a profile's file, and tries it on its examples</source>
            <translation>प्रोफ़ाइल की फ़ाइल में गलतियाँ ढूँढता है और उसे उसके उदाहरणों पर आज़माता है</translation>
        </message>
        <message>
            <source>minutes between two calls, 1 to 60 (at first 5)</source>
            <translation>दो पिंग के बीच मिनट, 1 से 60 (शुरू में 5)</translation>
        </message>
        <message>
            <source>only this account</source>
            <translation>सिर्फ़ यह अकाउंट</translation>
        </message>
        <message>
            <source>print JSON for scripts</source>
            <translation>स्क्रिप्ट के लिए JSON छापें</translation>
        </message>
        <message>
            <source>short name without spaces, such as main</source>
            <translation>बिना खाली जगह का छोटा नाम, जैसे main</translation>
        </message>
        <message>
            <source>short name without spaces, such as phone</source>
            <translation>बिना खाली जगह का छोटा नाम, जैसे phone</translation>
        </message>
        <message>
            <source>the HTTP status of that answer (200 unless given)</source>
            <translation>उस जवाब का HTTP स्टेटस (न देने पर 200)</translation>
        </message>
        <message>
            <source>the account that the payment is for</source>
            <translation>जिस अकाउंट के लिए भुगतान है</translation>
        </message>
        <message>
            <source>the currency of the account, where the profile needs it</source>
            <translation>अकाउंट की मुद्रा, जहाँ प्रोफ़ाइल को चाहिए</translation>
        </message>
        <message>
            <source>the least serious alerts that are sent there (warning unless given)</source>
            <translation>वहाँ कम से कम कितने गंभीर अलर्ट भेजे जाएँ (कुछ न दें तो warning)</translation>
        </message>
        <message>
            <source>the profile's file</source>
            <translation>प्रोफ़ाइल की फ़ाइल</translation>
        </message>
        <message>
            <source>the six letters and digits of the alert, as in its messages</source>
            <translation>अलर्ट के छह अक्षर और अंक, जैसे उसके संदेशों में हैं</translation>
        </message>
        <message>
            <source>the supplier's id, as profiles list shows it</source>
            <translation>सप्लायर की आईडी, जैसी profiles list दिखाता है</translation>
        </message>
        <message>
            <source>the supplier's trial environment instead of the real one</source>
            <translation>असली की जगह सप्लायर का परीक्षण वातावरण</translation>
        </message>
        <message>
            <source>the suppliers that Galla can ask</source>
            <translation>वे सप्लायर जिनसे Galla पूछ सकता है</translation>
        </message>
        <message>
            <source>time zone of the shop, such as Asia/Kolkata (this machine's unless given)</source>
            <translation>दुकान का समय क्षेत्र, जैसे Asia/Kolkata (न देने पर इस मशीन का)</translation>
        </message>
        <message>
            <source>what a supplier asks of you, and what its profile was checked against</source>
            <translation>सप्लायर आपसे क्या माँगता है, और उसकी प्रोफ़ाइल किससे मिलाकर जाँची गई</translation>
        </message>
        <message>
            <source>what the account is called on screen</source>
            <translation>स्क्रीन पर अकाउंट का नाम</translation>
        </message>
        <message>
            <source>what the channel is called on screen (its id unless given)</source>
            <translation>स्क्रीन पर चैनल का नाम (कुछ न दें तो उसकी आईडी)</translation>
        </message>
        <message>
            <source>what the profile asks for besides keys, such as an account number; see profiles show</source>
            <translation>कुंजियों के अलावा प्रोफ़ाइल जो माँगती है, जैसे अकाउंट नंबर; profiles show देखें</translation>
        </message>
        <message>
            <source>when warnings are held back there, such as 23:00-07:00, or never (as for all channels unless given)</source>
            <translation>वहाँ चेतावनियाँ कब रोकी जाएँ, जैसे 23:00-07:00, या never (कुछ न दें तो सब चैनलों जैसा)</translation>
        </message>
        <message>
            <source>where pictures go on a machine without a screen</source>
            <translation>बिना स्क्रीन वाली मशीन पर तस्वीरें कहाँ जाएँ</translation>
        </message>
    </context>
</TS>
