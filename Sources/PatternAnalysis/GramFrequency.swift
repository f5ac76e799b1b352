/// How common runs of four bytes are in logs. An estimate; nothing true depends on it.
///
/// What stands in words is far commoner than its bytes are together: `tion` a hundred times as common as they say. Told by single bytes,
/// the runs that 9,000 literals are found by stood at 6.6 of 100 bytes of a log; told by those of other logs, at 4.5.
enum GramFrequency {
    /// The commonest runs, letters in lower case, most frequent first, a blank written as `~`: of seven public logs (those of
    /// `ByteFrequency`) and, as an eighth, beginnings of 400 public JSON documents, mails and tables, each counted alike
    /// (Benchmarks/grams.py). Without digits, and marks that are rare in literals.
    private static let common = #"""
        ~~~~ e":" tion id": ,"re work me": d":" user time indo ndow wind stat vent atio info even xx": ,"se rker orke erro rror
        ed": ~inf "eve ient tate dows benc ench gben pgbe cess task nfo~ test syst yste stem ment jul~ ~jul lien clie ,"ev ----
        name chil ild~ hild ","a ~wor ~in~ ask~ ":"a proc ing~ ~sta es": =pgb nch, emen ime" ent" ","e resp "res ent~ roce onse
        oces init spon espo pons ~~~i sion ____ ~~in fo~- o~-~ requ sour ourc urce ~chi uest ame" eque chec heck ques noti ails
        tice otic ls": ils" ion~ http read down ~for nt": fail est- n":" ,"ac .com serv ~log .dll ion" ealt tid" alth heal type
        form ,"do rati "dow /www rece essi ecei ceiv eive cont ived on": ecks ,"fa ,"un cks" ks": "fai ion: ound ~tes "rec .log
        ount inde ","s ndex back coun ecko "req true star tart loca nses ersi ","t acco terr ccou ocal on:~ afor erra rafo rraf
        ate~ teme enti ker~ foun nd~c atem ses" d~ch html er": und~ post ~fou d~=~ for~ host id~= core vers ype" rsio pe": otal
        tota oard boar ":"u in~s ser= ntid n~sc scor ance ~sco /wor _ini eboa oreb rebo ":tr :tru file gres from sage geck "sou
        ard~ ","u ostg stgr tgre main ,"so ader eren eade able erve ~slo date prov ~/va /var :~/v ar/w r/ww var/ www/ rd~s sent
        d~sl lot~ slot kere alan lanc bala rver rt": /htm renv "use mana vide rovi ovid anag nage ive" te": ve": nce~ ent: ~~st
        afka kafk ~pos nt:~ byte conn tml/ r":" st-p ts": feb~ ~ms~ urat ent= ests rom~ dura ~dur w/ht ww/h ille log: og:~ ms~~
        s~~s ~~du ~db= ,app ,cli ,use -pc~ :~~d =gil app= b=pg c~po ch,c ch,u db=p er=g es,a g:~~ gill h,cl h,us les, lles p=pg
        pc~p pp=p r=gi s,ap t-pc ted" ","b ~not ~to~ ved" "sen pdat ,"us acti alse t"," not~ fals ~fro epoc poch code thre e","
        ~fil ","r ","c cted ","p lect upda ,"ba hell scan art" "bac hrea nsta "acc nnec itio ~of~ elec dex~ onne nect ~gec regi
        xxxx tive shel entt ecte part ~-~g -~ge c~wo gc~w ssed ject ,"st bjec ile~ ":"i sele domw mwin omwi ~use rity oper "ser
        "unh "pro lthy nhea thy" unhe imes hash ":"s ffse fset offs buil ytes corp alue valu ting "tls ctiv y":" ight ":fa :fal
        ~whe ller dele uild ge:~ ity" elet data ,"pr "sta olle ctio ~by~ writ ents t":" _tim roll "act lead ontr ~con ":"m fri~
        arti _con or~s ~mod ate" eigh trol ~roo ~ind ashi hico icor shic seri ,"we cces rue, r~st "arn fka. acce trac ider chan
        weig ntro avai vail port root ~del ver" esta ,"by al": ntim oot~ rtie ue," enam acku ckup rule ,"ta nava unav ","m in~t
        ght" "hea owns wnst ownt wnti sts" "una _che tal" up": "che "sel "tot ,"he ail" h_ch hy": il": lth_ th_c "id" "wei e,"w
        ht": kup" ions pass ~pgb nch_ ~sca te:~ ,"co kers ~mai mod_ ~rem sat~ rent soft leak lse, ed:~ d_jk od_j t:~/ alid ":"e
        n~th com" ttps titi est~ ps:/ s:// tps: "byt rtit essa cshe se," r"," ecti n~ju unti "aws conf sets er", ~thr here n","
        /con cons ld~w ning stam ers" lica tpro ~exi mest tamp ain~ ding ~dir s.co ~upd ,"to id:~ thu~ age: tnam amaz azon mazo
        umer plic ssio ead~ sume ws-s s~no docs ocsh t~ex er:~ ~-~~ onte ot~e remo l"," tory ~doe exis xist .ama roke rs": age"
        ge": ws.c _jk~ aws. jk~c k~ch asse naws onaw zona ~par does s":" ~rea mage mess ssag ty": es~n ble~ ted~ icat oes~ geme
        ~bro e~do "con repo __co /bui nsum onsu st:~ imag l~=~ wher arge _off er_o mer_ r_of ss": east agem le~d sess at~j t~ju
        ast- cros -eas s-ea us-e vice ist: "man ory~ esti icro micr osof roso ctor ~err rs:~ ere~ dent brok oker atfq tfqr -jan
        tent erti i~ju ri~j para egis gist emov .pro erep ous~ z"," nten repl erna log. cati bert ~has p"," ror~ ert- rt-j t-ja
        ttyp ,"la ress head jan" with targ tabl a.lo ka.l rget log~ ","h ion_ ode~ m"," guid pali race ties ntty last ~==~ mail
        sun~ env~ up", g"," in~e t_pa st_p n~er env. set~ tlsv acke cken kend d~wo nv~i v~in ~wit cate eak~ prop e~ro ttpd pert
        rope ect~ ages och: /htt de~r /etc etc/ tes" ~/et land ess" ns": ate: "las "ses ~tra ","v ~ter usag onf/ ervi :~ma :"up
        pid~ rvic ith~ ~usa ~ok~ .ini c/ht d/co f/wo k~/e nf/w nv.i ok~/ pd/c tc/h tpd/ v.in p":f "up" _pas ast_ sed" ost. /tes
        es:~ ter~ /doc e.lo cann .exe ,"ma ssid s"," amp" mp": :"ec ~pro orks null .ter m.io orm- orm. orp/ rm.i owle dowl of~t
        ddom nddo :~i/ ever y~in epli ~i/d andd ella i/do llan wlea le:~ atus ~the the~ ~set rate addr n~by obje vacu ange rect
        may~ ule: dire irec olor page hu~j u~ju dres ==== ddre lena un~j or~p scri auth erat ":"c ~rec inat ~end s~re ess~ istr
        st", ~tot ser/ itte hang r~pa sid" tacc rial tati ecto oute "mic :"mi :"au lete ~val veri iden /aws call e~=~ ~sys og",
        ther aws: line s~se s/wo ":"t ons" ermi auto erit log" rame ~req ilds nati ds/w lds/ seve logg disc y"," ser~ te~p .org
        term "aut ed,~ ce~= meta rcei id,~ ~dol ters ~aid :~up e~pg t:~u lor~ ~aba abal dolo ry": ull, anne ~is~ ager forb ing"
        ":"w ateg vali load ttim uid" sed~ y~ru egor tego e:~/ gory ory" stra er/b eter :aws ker/ :~in card ntti est" ~por n:aw
        etin arn: rn:a dden idde l.dl ll.d den~ leti -~~~ ~wri :"ar en~b ~mb/ mb/s ex~f nnin ry~i by~r ~rat ~rul bidd orbi rbid
        x~fo ler~ ace~ cest rite adat etad tada ~aug -win ~tim aug~ ort~ ~ces xid" ial~ ffer _id" .cha ~s,~ avg~ amet ent- stry
        aram mete ~sec tten /tmp ate. othe erid ogge ser" nge. ritt te.c en": :"us gger ecre e.ch ~epo ge.l och~ rn": ows- ion.
        www. ~jun exec jan~ jun~ rage _wri es_w s_wr ten" d":t om", e_ti //ww ://w ft-w oft- t-wi buff uffe p":" ata~ dll. ntdl
        tdll tmp/ "tim new~ e:~c ce": uter rnam ntna "iam :"ia mati f~pr rmin :~us arn" dirt trat gent ~ms, ms,~ te~r eted ause
        dow~ ster agen ente esse subj ubje ated aren pare :"aw p:// :"c: eria team sing mina e~co ed~b ot~s r~=~ ~ssh -bhs er~=
        sshd "hos ,"ho red- set: secs ed-t set" al~= g.lo og.l ow~= w~== grou me:~ sern "mes cset ~tab tp:/ ttp: ~sen padd ,"me
        ers: xxx. e~cs anni essg paus sgui ssgu live ~pau mong et:~ ~lin gous humo ngou ongo umon ~cse ref~ ulen us~r t~sc ~rs~
        s:~~ tsou ratu hand l":" idat "tar prin ,"ar reat tpar ~may tver .net move e,"r and~ :~re reci o"," nter ~whi ,"ke pien
        wed~ cipi ecip ipie entv ":"b es,~ ntit t_ti ll", oved lue" ror_ ical g~se gmen crea peer urre s-re ntve egme segm "typ
        sed: ","o erne ~seg ","l ich~ hich curr nts~ -red -tea d-te tus- us-r ng": whic tity tue~ tem~ em~i ,~wh ,"fi secu emai
        rren "pee eers ing: ue": ecur re~a ript ssin crip :"in lid" ets- epro only stid estp "htt ids~ xids ~/bu entc ":nu :nul
        ng:~ curi acuu cuum uum~ t.dl entp erag size eden urit "us- ksta rkst ache enta -sys exe" "inf fo", nfo" s-sy smon sysm
        ysmo can~ leme pera elem miss nt-t ce~c icee ll," s":n inci etai cipa thos o~de stpa ntac yid" tran der: er~o ipal "pri
        ndin deta rce" her~ tail gion :iam am:: iam: an", ":"d cepr rans sera st.d ords ws:i on", ncip rinc s:ia egio ~lea eipa
        ceex eext exth mser psms smse xtho base fo~d ipad adon ride rnel ct:~ lore kern t":t apic entn teve tche ~pre all" ntev
        sses ntpr nts" "rea :"ma inte ntso donl eado eele ly": nly" nsee ntca seel tcat roup ~and ,"aw awsr ceip sreg wsre el":
        to~b suit uite linu rows inux nt", d~bu e.co ~pag nval er~u sapi dere inva cher sthe ~id: awsa pica wsap xe", _acc essk
        eyid iatf keyi l,"r skey sske cach :"tl ,"ci pher "wor ets, hers etch fetc :"be :"wo brow t~ab "ber ~bba ~bid bbal ciph
        iphe ~tba :use aid~ ch_a e~ai h_ac ite" r/be tbal unts /ber der" :"ai reco ided "aid aida datf lid~ -pro amus iamu muse
        "cip ersu rsui ie", stal ~att al", item escr ende ngin logs owse try. wser cret secr eate desc stor ot~f ng~i ~=~a chro
        /pro -sha "cli =~ab o~br hrom ~inv rome j"," lere rsa- ,"ca ders temp ~__c tab_ ,"cl keep send mon~ pid" cord ~or~ ,"tl
        dedh dhos edho lsde lsve nnel osth sdet sver thea tlsd "err ecor rcep er/c aws- warn a~re ,"er ms": etpr "pid ,"pi hann
        ame: t~fi -sdk sdk- t~co "aki :"ak :"un akia bj", kiat pcrt rpcr dule ,con ,isr ,lea isr: ches r~us a-ae "ecd -aes -rsa
        cdhe dhe- e-rs ecdh ers/ he-r sa-a e~ju d~of m-sh modu odul ime: "kee aliv eepa epal ~on~ -bac -gcm cm-s end" gcm- nd":
        mple ~aws ginx y.te ww.t ~--d orp- er~t ><>< dk-g k-go s-sd ask" getp -ter sk": ue~j ~war ~amd -aws -go/ endi font url~
        -exe .io/ //re /has /reg ://r apn/ aws/ der- er-a io/p m-ex m-pr o/pr orm/ p-te p/aw r-aw rm-e rm-p rp-t rp/a rs/h ry.t
        s/ha w.te xec/ d~us ds": --do er~s t~fo e,"e id~u npro on~a k~-- rl~= ak~- orma tlog full comp eaut :"ap "apn "sub "tas
        ,"op ptio art~ et": word ~/tm ~dea ded" omai ings ","@ eadi doma ng~u prea r~de age~ iste ype: ors: aile reau tern ":"l
        ctim ostn stna tcti utct ,"ch adid in,~ "cha "key f~to spac "opc "sev cemo dead emod opco pcod rcem s/te ower ~id~ cena
        y":t text d~ju ed~j ~int :~fi ain, rema ved, ex~s x~sc mova ovab rcen vabl diti ~moz t.ex nel" ture bunt ubun untu t~no
        g~in e~es og~s fer~ empt emet atte g~te arni rnin onal or~v trea /cgi isco "sec stre iona ad~o e~to andl ~nam _sta ed~f
        ~new ta~r toma utom "ver .... r~vi atic atin omat -log nded ream vest ite~ revi gs:~ end~ ds~a iam~ m~a~ vita irst ~a~d
        firs copy g~re am~a t~ve nal" r~si arde quer uery led~ ~est ~sit ,def lum, ~xid ":"- s,~a ~reg "log ~ves ~vit a~do ae~e
        bulu etia ibul itae st~v stib tae~ tiam tibu ulum ~rel ious :"-" "lin "tes ~cop _typ ~cpu ming redi nnew -"," ttem ndle
        "-", use~ ~car orem um~d ,"di d"," pe:~ s~va quot prev ~ips ipsu m~do m~ip psum rem~ sum~ ,abc sit, d":f alle ,"su iled
        ~hea ts/g ,~re ampl .us- logo appl mxid of~p ~mis .tim ~dis :"lo lear clea on~p s,~w ts,~ -typ com> ,"li n_id "dis ers~
        ser: or_s dex. us~v evio viou ved: ~cur _num h~is ch~i m~us g~wr s,~e /kaf exam a-lo fka- ka-l mp/k ogs/ p/ka tic~ rded
        t-ty .del :"se free outs og~t st.e xamp ~ahe ahea ew~r gs/t on_i s~ah w~re xid: smtp i/o~ ad:~ ead: nd_t ~res list ded~
        "str ery_ num" pu:~ com~ l.co ses, timi eind ex~/ imei mein x~/t ts:~ r~to er~e n~__ on~_ ~oth on~i "txi "vxi ,"tx ,"vx
        _sev e_nu estd f~ta ine_ isse n_st ne_n on_s r_se stdb tdb. txid um": vxid ~avg ~ela ~hit ~s", ","q "que ,~av ,~el ,~sy
        ,~wr ,"qu /che /o~t /s,~ :~cp ad~r apse b/s, ckou cpu: d~ra d_ty e~/b e~ra elap em~u em:~ end_ hits imin irti ite: its,
        ker" kout laps m~wo navg nbuf ngs: ni/o nsys o~ti ovac psed r/ch ry_i s,~s s:~r tem: tied tova u:~u um~w utov vg~r vg~w
        y_id lter x.xx xx.x le.c uts/ .xxx ty", ogon x.or hire shir "max ex.d x.de isca scar reso st_b did" le~/ max_ ~com org"
        /chr ses_ ,"up .tab /gec ext~ tifi ect: "fir s/ge ect_ entl tes_ p":t ose~ lues ~you .ngi _byt ct_t inx. nse_ nx.o rg":
        rst_ se_t t_by te_t yte_ mber ling ched n~at tats ved~ on~j :":" <><> queu ueue cko/ ~was was~ ~pur leve ~ins surv d:~f
        ver. ~sur ring are~ :"de ~fin "des r~ot <><< .cpp cpp: ,"ex arse pace choo ail. t~in clai laim tial on~b .rep rnal ,"ht
        heap sign ot~p ap:~ eam- ards eval rmat tal~ se~c ges: olum org/ d~by ~acc ~sel ree~ ter: ~aut t:~b derg ear~ priv opy~
        /ope ywor k~he real hoos oose "@ti @tim ergu rgui eywo keyw rds" ned~ ~ubu n~pa urge chos mes: n/op "tra n~br s:~u thes
        nche ~fix ds:~ ef~e s,~g -dom purg st": filt edir ~buf ~eva eal= l~ti sys= unt~ ntu~ mpts ~cha irty inst awst ct~a svch
        vcho wsta k"," or~d ilte ~ct: ~enq aim: ar~c den: eap: ecla ee~c ef~p en:~ enq: f~en fixu her: im:~ ivor ixup nq:~ oc:~
        r~ct r~en rds: recl rge: roc: rty~ rviv t~pu ty~c up:~ urvi vivo vors xup: y~ca com/ ~gc~ ,~gc an~r aral c~pa ct~c e~rs
        el~t est/ fers gc~p lel~ llel n~rs pts: rall t~ro xt~r acua cuat evac uati to:~ zone .ser /bro ges~ rset hed~ e~fr this
        oung youn ansf eshi hesh tica volu t~se role :~c: andi ,~de ild/ nind lume ~are :"s- comm ple. clos twor on.c t~au ~ope
        g~up kspa rksp lose bran ml/b ell~ sts/ nsfe nsou d~wi sfer gran "han heel whee his~ sock ranc et~a anch d~wh ng~s ri~a
        "val ener er/w r/wo rand ileg ivil lege rivi vile nfor ons~ de": ode" abou et~t to~p ,"ru twin bout osed t~re isto ed~w
        ~abo esou ","g ,"ti ,~mo ed~l nabl ng~l nui. ell. mozi "tag ort" :~fr ent_ tell "rul "utc ,"ut mon" mon/ on/o d~in ifie
        /blo tags ,~ma al.c ce~f ~clo utio :"st dle~ hes~ bin/ entr rman re~t erma e.dl ~htt afet cafe icaf toml ,"de ersh tems
        epar d~or ware :~se .moz m.am n~id on~c over powe ~off t:~s cred sert s~wh into inui winu :~co ntar crib ~ini ger~ d,~a
        mtim ribe egin et", ace/ es~s ta,~ begi ts~w bypa nto~ ypas uote blan tatu om~p .tom ~beg :~be blog l/bl x.co hen~ when
        s~fr ntia :~en et~b clus nser lank unix _que d,~d hist out: s~in ts~s inse uste ~met ~=~t ert~ ome. ://d ,"@t ~cor ands
        e~ti etyp t:~e eue_ nes" evel rede le": rant ~ima char dera _his _bra ~xxx ~=~b ~mti ,~ai ,~bi ,~cu ,~mt =~bb a,~m aid,
        bid~ bid, ch_b ch_h d,~b delt e~bi elta h_br h_hi herm lta, nt_t o~pg re~b rt~i t~bb t:~i tid, ues~ igna ~tid =~tb _tel
        ch_t elle h_te lers m~pg rs~s t~tb tid~ toff ones cket es~f lust der~ om~t i~au ock" e~de xxx@ r~fo illa m~of wers onfi
        ~but xx.c ipti ~add tuse "ite ~byt tobj nted le~c clou span loud ure~ ab_q b_qu ecut then st~s _tmp i.dl ~can :"im e_tm
        ue_t issu ssue but~ app. ,"ve trib mtp~ exte k":" ppli :~te teda ems" nix: nfig umbe nned ~fai ver_ rcet ":": "thr e.to
        me.t d~to fact ~cre nt~f xecu ~nul le~t llow ad~b numb ":~" ags" ials ntlo x_co etup gs": setu cove reen ew~l old~ ozil
        zill "uni n~cl acto eima a"," ize" ost" ze": ":"r .soc ge~i "fil nal. nd~o @xxx gmai edac ~tex :bla lled t:bl ut:b to~s
        :/tm ck", ix:/ mp/c p/cg rshe x:/t ista xten ione "lxr ,"lx ax_c dord hy", mord nns" onns ordo rdor ness on~e "pos "ups
        _zon akes ams" dsha eams er_z esql hake ndsh pstr r_zo resq shak sql_ upst e:~t boun ce/b e/bu th~s e~of mime g~lo ut~n
        ed~t ~run "mor r~on ibut ribu king ed~n sche trec lowe ~ide ante ,"po cuti "dom up.p ette ~ful ><<> p~id tp~i inpu nput
        p.py tup. ui.d ~loa "exe ","d aaaa -sec tima edit netw "ima cree scre .int /cre ionp ndis ":"n il.c ss~i ~che ",~" om~l
        re~d fier .loc ire. onpr re.l el:~ etim orit ,"ha ds,~ net" rets ull~ ,"th ntif cal" d~it ~sch audi dom/ tem" inis ~ite
        h~wa nwal ~old w~lo path ~quo e~im ll~p etsm shut sman tsma uid: ples geti orda runn :"ev ine~ ~cut ds~o dtim l~pa reus
        cept d~ne er~f allt alog ceim ceth dacc ethr lltr ltra -tra gene nt~a :"we em", ~ker fo~r disr eran talo ts.p enco "@ve
        "im_ "por "wec ,"@v .clo .the @ver _msv aset atas ber" c.in dapp deva dnum e~cu ec.i edti im_m ityv l.cl lety m_ms msvi
        n~en ntre odev ordn ouda p.ne pp.n rdat rdnu sid: svis tase tyva udap ulet vedt vist wec. yval ave~ ntic ntup tupl uple
        itat x@xx xx@x rnes ~vac ~yet ":~i ans: c~va cans ent/ et~r ic~v les: npag ns:~ ot~y t~ye um~o yet~ ted, "cat ad~i al~u
        ch~w cuto en~o ff:~ ges, iers l~us m~id m~ta n~op nrem off: rds, s~ol s":- utof wal~ ncod om:~ sers tool "vol hent uthe
        m~lo arne ed~a s~an scov ~win fire :"ss "ssm ssm. lock ns_e -enc ing= ume~ "ext r~lo eid" idth widt ~ms. imec mecr ms.~
        codi odin you~ iver nera ue,~ ~rol /moz ffbd o~ro scon nel: tu~k u~ke ":"p udit ~~~b on.t .cfm er-e sue~ on,~ efox iref
        isr~ refo lati :"sy fer- m.or r-en t-tr hars y~de harn cita rom: pres sabl on.~ ng~w er~i tend succ ucce twar .acm //dl
        /cit /dl. acm. cm.o dl.a g/ci id=j l.ac n.cf rg/c ","i ize= ~mes ~siz ka.c deli buck or~l orre ~iss ed~e entu ~ser ipt~
        ll,~ a.co ity~ eaks nse~ b.re db.r n.ta rela ctus ~bye ase/ bye~ onid -id: ~wid dth= net/ ario hu~a mari nett onet rion
        rrel oml" minm ,"vo styl e:~m age. ~thi fini gnat ont- ~man es", ~tru atur rtif ~mxi ectu elmi etio inmx lfro lmin nmxi
        relm nish r~in leid /bas ly~d ator ext/ thor utho ask_ edul hedu ssss .ind l",~ mozh tind ishe tyle ml", c"," llsc lscr
        ulls corr shed ld~i ~hav have "nam cell orig .off g.ti th~e in/a ffff oftw ~dow g.of og.o og.t seti ~cel age- fo~s ubli
        elat ~edi or~u o~st duli o~sc tsec ucke ulin ield ftwa ail~ ilen ~str prot .co. co.u o.uk ~as~ /str elfr enxi ess: froz
        nxid ozen relf rid" roze zenx fiel ~scr "sys .uk" etwo ~una natu itor our~ hori rout kgro ame= pect d~ed ntur find lla.
        tall rce~ ~apr apr~ ld/t publ ices in": ckin r~un pref ward ~dom e-id "vpc am.a ct": iam. ~"ex rted n~to -bin :~by aria
        ge-i ent. l~fo el~f nit~ "sig runt blic ind~ ---= re~" eel~ e~br ng~t very .htm :~fa ~smt ific ~exp oade or~a ed~o h~es
        at:~ cgi- gi-b gon~ i-bi pt~n tat: unab w/cg ww/c ces. ttin orer ozha zhar rest n~st ,"im ss~a @gma moon oft~ turn ~~pr
        er~d pars askc kclu skcl ~esm -to: esmt or~< art_ er.d ic~a etur retu d~le nid" stan ts/c /xml l/xm ml/x ws:s expe ~moo
        s~ac anal aded ~shu ase. ce~b se.d "add expl -mai your ted: ats. s.pl ,"ad u~au -ver ~sty yle= ~tha addi ime- ulti ~fet
        r~re prof at~a ,~ve nito plor xplo er~a attr d:~< nner c~an laye foll ollo set= oup~ t/te ace" tage itin fica unne er~r
        admi dmin ng", euse mult :"nt an~b oad_ se~t ~tue ,~nu :us- hes" naly by~i hat~ _suc n/aw ze~o bute ired _cac ~fac prox
        /bin ing. ccep ned" ng~b adin ng~m "nt~ ain" ~<xx <xxx tue, or~m red~ ~ana alyz lyze yze~ :"pr e~id eam" ger. ta:~ try~
        ~bui ttri arte e-ve me-v ,~fi :~st :"th :sec ildi -sta unte ~byp ":"v key" "gra --=_ ~ns_ expi r.dl xpir rofi ver~ pped
        chin s~id a.se d~fe ka.s utet ery~ ,"tr eam_ ropp untt e~ma rack teta ofil h~co n~re er.e etab nder ng~d ~~~p face "cal
        untn nlin uses erse t~to e~"e mike geto th~c ~per nutc epte ioni t~na ecom inal ndar e:~- r.ex stin n~ma ome- eliv oted
        ~be~ ~-~t ,"va pire tanc ntes goog ogle oogl er.r /exa ust~ on~t ,"gr ail- ~bec _rep ayer etob nrul r.re ter_ t~fr ~obj
        cond r~mo ~mul _fai oadi //ex l.ex done _bac ls/s p~me up~m r~th ates trie rigi that ,"lo ode= ://e _cod devi evic ll.e
        y":f equi poli rser e~wi "the roto igin d~lo rors oppe ilit /ful /pub achi nt/t rer. ity- olic mach e~in <fon omme "col
        red" rdin t~wi lida pted ab_r cent imit eply ":"g r_co /fon </fo ont~ ont> come lity unda or:~ tori u~ma ":"f d/te ansa
        nsac sact ~~~s /dis s~to cked xpec dati eded ~-~r s-se ract :~mi eede or_c ts/a ~<ht disa ~=~h =~ht st/c spec mmen stri
        ordi ~cac mode ,"mi none ~sha :"re <htt -aud ty-a y-au y~co coor nds" oord ~dat lain eck~ "reg idle retr s_fa ~an~ t~wa
        -doc ~~~< hine than dina beco orag p_ca tora ~onl plai espa roun g~do gina .qrs a,b, er.q gle. r.qr allo "mis etri ieve
        ~~~f limi disp -~te e/co it": r/ba se/c wer~ quir uire in~r t/ch g~wh le", ~han _ver ends </sp an~s ikel "exp ntex mozr
        n_re ows. ozru zrun to~t ~sto ,"ng ncer t~do "upd als- appd nt~d by~a orin to~a le~i _loa ad_t er.p /spa pan~ dded nt~t
        ~pri sure ld": nato ole" on_r s/ch nnam ompo ~fie adde eset pack to~o </p> <spa pan> ~~bu led" by~c ~rep h~st ass" hutt
        utti al,~ ~lis ata: ~-pr es_f own" wn", r~a~ ><fo ><sp an>< ,"le -pre t~th elba hu~m lbas nelb f~th ork~ ion, ~adm "byp
        "cac "dem "hg- "hit "obj "rev "siz ,"hg ,"hi _siz ale" ax_s b.so bloa cgi. cgib che" cold demo e,"h emo- g-ba gi.s gib.
        he": hg-b hit" i.so ib.s icas iss" loat lxr- mo-b o-ba old" r-ba reva tale tp_c ttp_ x_si xr-b tor. ed~m on~m b"," "cur
        "dro "gen "hg. "idl "loa "ngi "ssl ,"cu ,"dr ,"ge ,"id ,"ss :"do _reu ac-b ac.n adba am": arin awne c-ba c.ng cer" d_ti
        dbal dle" drop g.ng hg.n inx_ kes" kes_ l_ba l_lo ldin lxr. nx_v oadb pawn ped" ql_b ql_l r.ng rac- rac. sl": spaw ssl"
        wned x_ve xr.n ber~ epor bili f"," vel" is~i d~fr ndat ":"> "><> /pla :">< <>:" >:": ><>: acm~ t/pl xt/p pari prep repa
        siti er.c pple g~me ild. ss:~ tus~ e~se atta ttac ,"si ":"h nt~n utes moni icke sts. t~by ter" posi ase~ ,"ob a~ma ain:
        eam/ owsp spow ta~m wspo utf- econ tach ease nt~b uota ainn inna ome/ tdom ~ven ace= alig anta ford ign= lign ltip perm
        to~u ure_ "lev ata" s~of hite ng~o "cre b.mo goni sr~r get~ s~li ary= asso need n:~" put: ut:~ als/ am/c m/cr s/st mand
        enab ","f onit ~mic resu ites _clo bian cloc debi debu ebia ebug eshe g:~n ty~i y~id own~ ssoc /td> </td e-ma ~~~c s_en
        ed", er~l ter. dest ary~ ed~d b_re rend chev all~ ~fal osit ml/s ml/p ocol otoc toco ,b,c ></t com. nt~s s,~m der. m~co
        lue~ cert aman g~us ces" er.a n_cl on_c ,~in rder :~pa :~tr ost~ "get :"ge _pid iond rsid vant ~typ ion= dary nt>< "","
        ill~ ian~ :~ns _ens ensu nsur st/f ~ver ref= .mon /dom db.m g.ta ng.t ng~p ~ret d~di tes~ ~deb -fol /com e-fo me-f r.am
        ~abs "acm hevy nces colo s~th nsub ,all rmal am-c m-ct e~fo ed~i norm r.cp ></s art/ ipar t></ tipa s~is a.or ntag embe
        esul sult ~bou tal, acka ckag nts/ :"tr ~if~ ativ or~t estr -rol rue" ~ema :~mu net> s~a~ ddin s~fo "tru tore ~isr tama
        oduc prod rodu o~th ~col ce:~ d~re :~bo leas umen ifac m.us sm.a sm.u tifa ives <td~ onli mote am-r ded: m-re ml/d emot
        ~->~ :~ex usab o~pa .coo .gro :"vp :str or.g r.gr tor: ows~ clas id", :~di _err ctlo <tr> abs, ac,~ bs,~ este ipts oken
        cume docu ocum tors sten -tim _tab atam een/ t/fu vpc- owed orde ntly tly~ has~ re", ct~f moch ochi _par der= ~def ,~ab
        =pro @exa -pat .par onen ,rep ackg allr cas: ckgr ionf isri la.o llre lrep nfac nfo: o~up onfa rinf srin ~any subs ~inc
        ror: cryp rypt -ret t~of ive~ /php ket- l/ph s/aw sts_ ></f al>< c,~a d=pr ed=p ked= o:p> pick rox" -pri pyth thon ytho
        ets~ ~app eusa y~au -buc aks~ e~by ko/d o/do gate -app eati s_er tser as~p est. d~no ~oct :~xx ellp nt-d t~si ect" -cac
        e-se eve- ret- riev ve-s d~ma /pip ectd kage ~loc /scr d~pr bled is~a licy _lea agei ectl eloa ye~b .goo llpa lpad oct~
        oon~ pts/ -dis ocke omma exce m~in /fir chit r/br or~c ounc imme mers sive n.co ed~r ence /dru drup l/dr n~fr rupa s_le
        ts_l upal ire" ime~ xxx~ hutd nent oupm pone tdow upme utdo or~o ed~s unce ~reu ":~p :"hk ewly newl ppda wly~ rail om~i
        ctdo ess_ unni ","" lind m~tr o.co paci rova th:~ ~~~t mman illi cras icep onda rash any~ d~au ge.c righ ored ault bles
        mpon pmet must om/b ~~~" cm~t inds ndsa otes ocia soci r~le kche lic/ ging g:~q assi to~c e~th mmer trai any. to~r -~ru
        .clu a.cl einf fo~p gein r.pa .gif h~sm ovan ompa ciat ry:~ supp ,par rces e:~p hard :~pr akch eakc nima pipe ce~a lass
        ~mor cing enro n></ imeo ~at~ ey", /tas nloa fied ng~a ~suc bord orme "rou .imm expa g~is ica~ l.se ll.s pand rsiv s.im
        sr~f vesh ws.i xpan ="ht :~qu one- r,~m shop ml/w venv ~st" more year ells odel .whl aks_ s.ta ered tect om/s out~ :"as
        blei cts/ "fon ,"", lspa am-e m-ec ppor ~eve niti open iler n-pa stro c/bu ic/b ownl thin d~fo ","w he~s s~na dpre l/wo
        ordp rdpr mitt <tab ath: rd", ron. ww.p n~au ue~m .tar hpgr oupw pgro phpg pwar t.cp tar. un~a upwa n~in ~a~r defa e~at
        ~sub g~th ~bor acin llsp nron ostf r~<x rn-p stfi tfix urn- igne tric er_p lrpc ml/a mlrp xmlr peci e~pa ore~ reme he~p
        ng~c s~ma tapp ,~"d ats/ arn~ duct ts~a faul bnet e/mo lkit subn ubne tted ~mon /tr> </a> </tr ly-t sell y-to gned ~gro
        e.ex mput ompu ss", ~chr e/ch l/aw snam ssna toke ns", ~nee anti g~of efau -any -non _dir b_pi dset e-an essn idse lsrv
        mlsr ne-a nt.c ny.w xmls y.wh ~uni d:~b om~w ping acki dlei ionc issi ~no~ make d-pr abil om~c ould on~r acts wnlo dist
        seco ine. jami ~kaf agel es.t gelo moz_ ss~n ta": whl~ ~sun amil evy, fami m~wi ply- w.pr link an~o gues s~on ed-p atew
        eway fox- tewa util d~co uppo nd~t ~mar mpan rint itia ult~ "lay /act /pag ://f ecki achm ceed o~re ",~n /tab </ta ble>
        dsaa iso- nbsp om.a oo.c saar sun, t~yo t-di ple- plat g~be ts/m y~to g:~b ","n min~ est_ orkg rkgr s:se ~sep pany lhos
        help ~ele ."," om~m ~sig d~fi ~bas ~mus tfor "del -ci- -tc. .jni //fi /art c.se ci-t dll" e_re es.m i-tc la.c ox-c s.mo
        tc.s x-ci ahoo ispo m.au pric rice spos un,~ yaho icen e~wo unit ry~s ~bac e/te epri tene ed~p efin e~ha ~pla om~o e~re
        ies~ er:u et:s ger: kit/ olki oolk r:us ret: t:st he~a lly~ orm~ chme hmen le~w -par ~ali amis ard" l~si mini larg plea
        ab_p ck:~ mozp onme r~ad e~lo ~--~ isab defi me/c ver: ~~~d lice plet :~mo atch ll.c ined _mem ks_t s_ta tgat ts/p ~nov
        -=_p =_pa alho calh h:~< href ntab ry=" /usr usr/ nt~c rogr er~k "ass irem oad~ er~c rese s~wi o~an erre "rol did: ext"
        onst opti ~hre nov~ wed, /ven mozb r/co s/pu sacc ssac prog mill he~f nal~ he~w ng~f ser. ":"/ g~__ og~_ ozba uese zbas
        ble- cens quit ks~t t.co s~co sini ompl will ,~an mite ~rac :~nu ack: atfo hklm k:~n latf oint poin r~ka run- er~b er~n
        ~ac, a~hr bold by~m es~o le-m e:~s age/ used ace: api/ e:// env/ ncal ngra on~f ,~ch clud eld~ esol -~lo eels ey": ist"
        ker. om/a ter/ tor~ nmen e":~ ~bol ~cla ~wed <a~h d"fo ns~o o:~x erin ~ste teri /lea /whe _url orsp rspa spar es~a ~web
        /ima n~co ,~fo ied~ west d~-- ffli flin ged~ offl p_pk t_su ypti riva medi cal~ st~f uld~ ,"in erou fine ory: pora is~s
        mary ~mik <br> ></p amai ef=" inta lor= s~or sss. okee ~des ~a~s te", ~mil llis s.ne it/c led: t/co ects ed~- enum mem_
        know rmit gnal e~an nclu sep~ =fal an~f t-we ~"do /api /que ask/ eue/ i/qu m/ap me~i pi/q ue/v tml~ rred ry~l y~la us:~
        f="h nt-f vere orat g/mo h~re n~ob ncet rcod :~no e~pr g~de rshi ice~ ,~pr aila "aud :~ca dit_ els/ em_b ggin n~ap e,~m
        ~~~a ~gra tral unch in~d phas trun ,~ip ools tres un-t a~co e.or ~dec ~lar -wei ello est@ et/i ges/ ht:~ iqui p></ t/im
        ted- me", s~__ ilab ~mak ~blo l~ba n~di opic s/mo topi isec ship meth ~mem figu invo -siz t-si incl tter t~fa onds /quo
        a/ac m/qu om/q ota/ ta/a ~spe ~~fo pers fram shar aunc laun r~co rive appr ~~by ~fri .enr :p>< biqu ght: ize: kel@ n",~
        ubiq ue", heme iner "/cr atek ekey eout it_s lset meou ncon olse onco rols solv teke ~ple iate "com .exa igur iati bstr
        yer~ e~is nal- tus: ion/ hare owne wner y~va ~ipd "ins "sha -ctl -zqf ctlr dl~b fsvo ipdl ooxq oxqj pdl~ qfsv svoo t~ad
        tlr- voox xt": zqfs ited .aka .g.a ://a ai.n akam erok g.ak gif> hero i.ne kama mai. mily nowh nt-s nt-w owhe tttt vy,~
        orpo ","k flow s~de ~nor ght~ .bui .pub //py /pyp ://p b.bu d.mo g/pu i.pu ld.m pcom pi.p pub. pub/ pypi rg/p th~r ub.b
        ypi. ~a~c ~det otif _pro er~p hing r~fr
        """#

    /// By rank they are so common: their shares fall as one over it.
    private static let shareByRank = 0.1223
    private static let firstRank = 20

    private static let rates: [UInt32: Double] = {
        var rates: [UInt32: Double] = [:]
        rates.reserveCapacity(6_000)
        var gram: UInt32 = 0
        var length = 0
        for byte in common.utf8 {
            guard byte != UInt8(ascii: " "), byte != UInt8(ascii: "\n") else {
                length = 0
                continue
            }
            gram = gram << 8 | UInt32(byte == UInt8(ascii: "~") ? UInt8(ascii: " ") : byte)
            length += 1
            if length == 4 { rates[gram] = shareByRank / Double(firstRank + rates.count) }
        }
        return rates
    }()

    /// What is not among them is rarer than all of them.
    private static let rarest = shareByRank / Double(firstRank + rates.count)

    /// Estimated occurrences of four bytes a byte of log, the case of letters ignored.
    ///
    /// - Parameter bytes: in lower case; nil unless they are four.
    static func rate(of bytes: ArraySlice<UInt8>) -> Double? {
        guard bytes.count == 4 else { return nil }
        if let rate = rates[bytes.reduce(0) { $0 << 8 | UInt32($1) }] { return rate }
        return min(rarest, bytes.reduce(1) { $0 * ByteFrequency.rate(of: ByteSet($1).foldingCase) })
    }
}
