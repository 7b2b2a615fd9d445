<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="hi_IN" sourcelanguage="en">
    <context>
        <name>Commands</name>
        <message>
            <source>API key of {account} (not shown while you type): </source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Galla made a mistake and stopped. What happened is written in {file}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No account yet. Add one: galla accounts add --id main --name NAME --base-url https://… --currency USD</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No key was given, so nothing was changed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Stopped; nothing was changed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>[ !  ] {sentence}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>[ ok ] {sentence}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>[fail] {sentence}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>settings.toml, line {line}: the field {field} is not known and has no effect.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>settings.toml: the field {field} is not known and has no effect.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account} was added; its key is in the keyring. Try it: galla accounts test {id}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account} was removed, and its key deleted. Its history stays in the ledger.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account} was removed, but its key could not be deleted from the keyring; delete it there.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: balance unknown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: the supplier answered; the balance is {amount}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: {amount} ({level})</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{id}  {name}  {url}  ({profile})</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{id}  {name}  {url}  ({profile}, paused)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{secret} of {account} (not shown while you type): </source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Texts</name>
        <message numerus="yes">
            <source>%n day(s)</source>
            <comment>a duration</comment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>A surprising balance came and is being read again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Access denied</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Another program holds the history file. Close it and try again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ask the supplier why this key may not read the balance.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Asked to wait</source>
            <comment>the supplier limits requests</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Balance low</source>
            <comment>an open alert</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Balance under {threshold}</source>
            <comment>an open alert</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Balance used up</source>
            <comment>an open alert</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Check the connection, then press Refresh.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Critical</source>
            <comment>level of an account</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Empty</source>
            <comment>level of an account</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Enter a valid API key in the settings.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Galla: no account yet</source>
            <comment>tray tooltip</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Healthy</source>
            <comment>level of an account</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>History not usable</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Key rejected</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keyring not available</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Last known balance: {amount}.</source>
            <comment>body of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Lasts about {runway} ({range}).</source>
            <comment>body of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Lasts more than {duration}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Lasts until about {when}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Lasts until about {when}; could be {early}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Low</source>
            <comment>level of an account</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>May be used up by now.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Never read.</source>
            <comment>the balance</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Next reading at {time}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No API key is stored for this account. Enter it in the settings.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No balance has been read yet.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No spend seen so far, so nobody can say how long it lasts.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Not reachable</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing to do.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Out of date: read {age} ago, {instant}.</source>
            <comment>the balance</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Paused</source>
            <comment>level of an account: not watched</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Probably lasts more than {duration}; could end {when}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Read {age} ago ({instant}).</source>
            <comment>body of a notification: the balance</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Read {age} ago.</source>
            <comment>the balance</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reading the balance…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Resume this account to watch it again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Settings not usable</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show chart</source>
            <comment>button of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Snooze 1 h</source>
            <comment>button of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Spent {amount} today.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Spent {amount} today; usually {usual} by now.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Supplier failing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The amount in the supplier's answer is impossibly large. Ask the supplier.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The amount in the supplier's answer is not a number. Check that the supplier profile fits.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The balance is used up.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The certificate of {host} cannot be trusted, so the key was not sent. Check the address and the clock of this computer.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The disk is full, so the history cannot be saved. Free some space.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The history cannot be saved (disk full or read-only): it will be lost when Galla closes.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The history cannot be saved: its folder is read-only. Allow writing to it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The history could not be read or saved. Check the disk.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The history file is damaged. It was set aside; nothing in it was deleted.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The history file was damaged and its last backup was restored; some readings may be missing.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The history file was damaged and set aside; a new history was begun.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The history was written by a newer Galla. Update this one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The keyring did not answer. Look for its window and answer it, then refresh.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The keyring did not let Galla read the API key. Allow it, then refresh.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The keyring failed. Unlock it or sign in again, then refresh.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The keyring is locked; the API key in it is safe. Unlock it, then refresh.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The name {host} cannot be found. Check the address of the account.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The settings cannot be saved. Check the disk and the folder's permissions.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The settings file cannot be read. Check its permissions.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The settings file is not written correctly. Mend that line; nothing was changed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The settings were written by a newer Galla. Update this one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier</source>
            <comment>stands where a host's name would</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier answered in a currency that does not exist: {found}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier answered in {found}, but the account is in {expected}. Correct the currency.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier answered that it could not give the balance.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier answered with status {status} instead of a balance.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier asks to wait; next reading at {time}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier got too many requests. Galla asks again at {time}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier got too many requests. Galla waits and asks again by itself.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier knows the key but denies access. Ask them whether this internet address, this kind of key and the account are allowed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier rejected the API key. Enter a valid key in the settings.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier said {amount}, which is surprising; it is being read again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier sends us round in circles. Check the address.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier sends us to an unencrypted address, so the key was not sent. Check the address.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier sends us to another host, so the key was not sent there. Check the address.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier's answer has no amount. Check that the supplier profile fits.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier's answer is far too large for a balance. Check the address.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier's answer is not data but something else. Check the address.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier's answer names no currency. Set the currency of the account.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier's service is failing (status {status}). Galla asks again at {time}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The supplier's service is failing (status {status}). Galla asks again by itself.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The time in the supplier's answer cannot be read. Check that the supplier profile fits.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There are two accounts with the id “{account}”. Rename one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no account with the id “{account}”.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no account yet. Add one with: galla accounts add</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no supplier profile called “{found}”. Known: {allowed}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This computer is offline. Check its network or Wi-Fi.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This network wants you to sign in first. Open a web page and sign in.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This supplier does not name its currency. Say which one the account is in.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This system has no keyring to keep the API key in. Install one, such as GNOME Keyring or KWallet.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Today's spend is not known yet.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Too few readings yet to say how long it lasts.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Top up before {when}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Top up now: orders will fail until money arrives.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Top up soon.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Top up soon: the balance is under its threshold.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Top up today.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Under your threshold of {threshold}.</source>
            <comment>body of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Unknown</source>
            <comment>level of an account</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Unlock the keyring, then press Refresh.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Unusable answer</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Wait a minute: a surprising balance is being read again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Watch</source>
            <comment>level of an account: getting short</comment>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>and %n more account(s)</source>
            <comment>tray tooltip</comment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>over {duration}</source>
            <comment>longer than the forecast looks</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>this afternoon</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>this evening</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>this morning</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>today {time}</source>
            <comment>an instant</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>tomorrow afternoon</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>tomorrow evening</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>tomorrow morning</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>tomorrow night</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>tomorrow {time}</source>
            <comment>an instant</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>tonight</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>under a minute</source>
            <comment>a duration</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>unknown</source>
            <comment>an amount</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>yesterday {time}</source>
            <comment>an instant</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: API key rejected</source>
            <comment>title of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: access denied</source>
            <comment>title of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: balance low, {amount}</source>
            <comment>title of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: balance recovered, {amount}</source>
            <comment>title of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: balance still low, {amount}</source>
            <comment>title of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: balance used up, {amount}</source>
            <comment>title of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: the supplier accepts the key again</source>
            <comment>title of a notification</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: {amount}, {runway}, as of {time}</source>
            <comment>tray tooltip</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: {level}</source>
            <comment>tray tooltip</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{account}: {sentence}</source>
            <comment>a problem of an account</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{day} {month}</source>
            <comment>a date</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{day} {month} {year}</source>
            <comment>a date</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{day} {time}</source>
            <comment>an instant: day and clock time</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{early} – {late}</source>
            <comment>a range of durations</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{host} broke off in the middle of its answer. Galla asks again by itself.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{host} did not answer in time. Galla asks again by itself.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{host} does not accept connections. The supplier may be down; check the address.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{hours} h</source>
            <comment>a duration</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{hours} h {minutes} min</source>
            <comment>a duration</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{minutes} min</source>
            <comment>a duration</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{number}%</source>
            <comment>a share of a whole</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path}, line {line}: {sentence}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path}: {sentence}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{sentence} Estimated from a balance that is {age} old.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{sentence} Still learning your usual spend.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{weekday} afternoon</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{weekday} evening</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{weekday} morning</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{weekday} night</source>
            <comment>when the money ends</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{what}, since {since}.</source>
            <comment>an open alert</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{what}, since {since}; snoozed until {until}.</source>
            <comment>an open alert</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{field}” cannot be “{found}”. Allowed: {allowed}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{field}” has the wrong kind of value: {expected} is expected.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{field}” is missing. Add it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{found}” is no currency code. Use one such as USD, EUR or INR.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{found}” is no time zone. Use one such as Asia/Kolkata.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{found}” is no web address. Use one such as https://api.example.com.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{found}” is not encrypted. Use an address that begins with https://.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Usage</name>
        <message>
            <source>ACTION</source>
            <comment>placeholder in the command line help</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add an account; its key is read from a prompt or from standard input</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add, list, test or remove accounts</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ask the supplier now and record the balance</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ask the supplier once, recording nothing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>COMMAND</source>
            <comment>placeholder in the command line help</comment>
            <translation type="unfinished" />
        </message>
        <message>
            <source>List the accounts</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Remove an account and its key; its history stays</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Say what works on this machine, and what to do about what does not</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show everything on a simulated store; touches nothing of yours</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show the last known balances, without asking the supplier</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Watches prepaid supplier balances from the tray. Without a command it starts the tray application.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>address of the supplier's interface, such as https://api.example.com</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>currency of the balance, such as USD; needed where the supplier does not say it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>how this supplier is asked (generic-bearer unless given)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>only this account</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>print JSON for scripts</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>short name without spaces, such as main</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>time zone of the shop, such as Asia/Kolkata (this machine's unless given)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>what the account is called on screen</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>where pictures go on a machine without a screen</source>
            <translation type="unfinished" />
        </message>
    </context>
</TS>
