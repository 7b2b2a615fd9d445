<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
    <context>
        <name>AlertHistoryWindow</name>
        <message numerus="yes">
            <source>%n alert(s)</source>
            <comment>how many are listed</comment>
            <translation>
                <numerusform>%n alert</numerusform>
                <numerusform>%n alerts</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n open</source>
            <comment>how many of the alerts listed</comment>
            <translation>
                <numerusform>%n open</numerusform>
                <numerusform>%n open</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Commands</name>
        <message numerus="yes">
            <source>It is called every %n minute(s) while Galla watches.</source>
            <comment>an address</comment>
            <translation>
                <numerusform>It is called every %n minute while Galla watches.</numerusform>
                <numerusform>It is called every %n minutes while Galla watches.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Doctor</name>
        <message numerus="yes">
            <source>Heartbeat: its address is called every %n minute(s) while Galla watches.</source>
            <translation>
                <numerusform>Heartbeat: its address is called every %n minute while Galla watches.</numerusform>
                <numerusform>Heartbeat: its address is called every %n minutes while Galla watches.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Settings: %n account(s) in {path}.</source>
            <translation>
                <numerusform>Settings: %n account in {path}.</numerusform>
                <numerusform>Settings: %n accounts in {path}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Suppliers: %n file(s) of your own in {folder}.</source>
            <translation>
                <numerusform>Suppliers: %n file of your own in {folder}.</numerusform>
                <numerusform>Suppliers: %n files of your own in {folder}.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Profiles</name>
        <message numerus="yes">
            <source>Asked at most every %n second(s)</source>
            <translation>
                <numerusform>Asked at most every %n second</numerusform>
                <numerusform>Asked at most every %n seconds</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{name}: the file is sound, and reads its %n example(s) as it says.</source>
            <translation>
                <numerusform>{name}: the file is sound, and reads its %n example as it says.</numerusform>
                <numerusform>{name}: the file is sound, and reads its %n examples as it says.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Texts</name>
        <message numerus="yes">
            <source>%n alert(s) that could not be sent before</source>
            <comment>title of a message</comment>
            <translation>
                <numerusform>%n alert that could not be sent before</numerusform>
                <numerusform>%n alerts that could not be sent before</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n alert(s) while it was quiet</source>
            <comment>title of a message</comment>
            <translation>
                <numerusform>%n alert while it was quiet</numerusform>
                <numerusform>%n alerts while it was quiet</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n balance(s) not being read</source>
            <comment>title of a notification</comment>
            <translation>
                <numerusform>%n balance is not being read</numerusform>
                <numerusform>%n balances are not being read</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n day(s)</source>
            <comment>a duration</comment>
            <translation>
                <numerusform>%n day</numerusform>
                <numerusform>%n days</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n day(s) of history</source>
            <comment>what a forecast is based on</comment>
            <translation>
                <numerusform>%n day of history</numerusform>
                <numerusform>%n days of history</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n forecast(s) so far, {inside} within the range; all about the same days, so too early to judge.</source>
            <translation>
                <numerusform>%n forecast so far, {inside} within the range; all about the same days, so too early to judge.</numerusform>
                <numerusform>%n forecasts so far, {inside} within the range; all about the same days, so too early to judge.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n forecast(s) so far, {inside} within the range; too few to judge.</source>
            <translation>
                <numerusform>%n forecast so far, {inside} within the range; too few to judge.</numerusform>
                <numerusform>%n forecasts so far, {inside} within the range; too few to judge.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n forecast(s) still running.</source>
            <translation>
                <numerusform>%n forecast still running.</numerusform>
                <numerusform>%n forecasts still running.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n h</source>
            <comment>a duration</comment>
            <translation>
                <numerusform>%n h</numerusform>
                <numerusform>%n h</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n hour(s) of history</source>
            <comment>what a forecast is based on</comment>
            <translation>
                <numerusform>%n hour of history</numerusform>
                <numerusform>%n hours of history</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n left out: too much of the time was not read.</source>
            <comment>forecasts</comment>
            <translation>
                <numerusform>%n left out: too much of the time was not read.</numerusform>
                <numerusform>%n left out: too much of the time was not read.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n other account(s)</source>
            <comment>the last of a list</comment>
            <translation>
                <numerusform>%n other account</numerusform>
                <numerusform>%n other accounts</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Expected: {range} in the next %n day(s).</source>
            <comment>spend</comment>
            <translation>
                <numerusform>Expected: {range} in the next %n day.</numerusform>
                <numerusform>Expected: {range} in the next %n days.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Galla is offline: %n balance(s) not being read</source>
            <comment>title of a notification</comment>
            <translation>
                <numerusform>Galla is offline: %n balance is not being read</numerusform>
                <numerusform>Galla is offline: %n balances are not being read</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Galla is still offline: %n balance(s) not being read</source>
            <comment>title of a notification</comment>
            <translation>
                <numerusform>Galla is still offline: %n balance is not being read</numerusform>
                <numerusform>Galla is still offline: %n balances are not being read</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Keyring not available: %n balance(s) not being read</source>
            <comment>title of a notification</comment>
            <translation>
                <numerusform>Keyring not available: %n balance is not being read</numerusform>
                <numerusform>Keyring not available: %n balances are not being read</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Spend of a week: {inside} of %n forecast(s) within the range.</source>
            <translation>
                <numerusform>Spend of a week: {inside} of %n forecast within the range.</numerusform>
                <numerusform>Spend of a week: {inside} of %n forecasts within the range.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The network wants a sign-in: %n balance(s) not being read</source>
            <comment>title of a notification</comment>
            <translation>
                <numerusform>The network wants a sign-in: %n balance is not being read</numerusform>
                <numerusform>The network wants a sign-in: %n balances are not being read</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Too early to say how long it lasts: %n hour(s) of readings so far.</source>
            <translation>
                <numerusform>Too early to say how long it lasts: %n hour of readings so far.</numerusform>
                <numerusform>Too early to say how long it lasts: %n hours of readings so far.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more account(s)</source>
            <comment>tray tooltip</comment>
            <translation>
                <numerusform>and %n more account</numerusform>
                <numerusform>and %n more accounts</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{channel}: tried %n time(s), next {when}: {reason}</source>
            <comment>an alert</comment>
            <translation>
                <numerusform>{channel}: tried %n time, next {when}: {reason}</numerusform>
                <numerusform>{channel}: tried %n times, next {when}: {reason}</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{range} in %n day(s)</source>
            <comment>expected spend</comment>
            <translation>
                <numerusform>{range} in %n day</numerusform>
                <numerusform>{range} in %n days</numerusform>
            </translation>
        </message>
    </context>
</TS>
