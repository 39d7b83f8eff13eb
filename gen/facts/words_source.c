/* Sources of inputs in Chinese: what a citation says of itself, not what it cites (declared in words.h).
 *
 * A source is remarks between semicolons; each is looked up alone. Names of works, sites and files stay as
 * they are. */
#include "words_pattern.h"

#include "quantity.h"

#include <string.h>

static const struct translation remarks[] = {
    {"default", "默认"},
    {"the spec", "规格"},
    {"method: article", "原文的方法"},
    {"default: as many as query heads", "默认：与查询头数相同"},
    {"default: model width / query heads", "默认：模型宽度 / 查询头数"},
    {"default: 4 \u00D7 model width", "默认：4 × 模型宽度"},
    {"default: as in kipply's article", "默认：同 kipply 原文"},
    {"default: of the model's class", "默认：模型类的取值"},
    {"default: as the weights", "默认：与权重相同"},
    {"default: as the activations", "默认：与激活相同"},
    {"default: 16 bit", "默认：16 位"},
    {"*, as the name counts GiB", "*，因名称按 GiB 计"},
    {"no published figure", "没有公开数值"},
    {"not checked", "未核对"},
    {"not confirmed", "未证实"},
    {"not checked against a sheet", "未与数据手册核对"},
    {"half of it", "取其一半"},
    {"its name says so", "名称即如此"},
    {"the article does not say", "原文未说明"},
    {"the guide does not say", "指南未说明"},
    {"kipply's article", "kipply 的文章"},
    {"kipply's article takes 8 us a message, after the Citadel paper on the V100's NVLink",
     "kipply 的文章据 Citadel 论 V100 NVLink 一文，每次消息取 8 us"},
    {"the 8 us of kipply's article for NVLink kept, a message through the host is not faster",
     "沿用 kipply 文章里 NVLink 的 8 us；经主机的消息不会更快"},
    {"kipply's article rounds to *", "kipply 的文章取整为 *"},
    {"an order of magnitude, Calculon's A100 file has *", "只是数量级；Calculon 的 A100 文件为 *"},
    {"machines on sale hold *", "在售机器装 * 张"},
    {"* as kipply writes of HGX boards", "kipply 说 HGX 板为 * 张"},
    {"programs see * (*), which the article does not use", "程序可见 *（*），原文未用"},
    {"programs see *, which the article does not use", "程序可见 *，原文未用"},
    {"nominal, as both sources speak of it", "标称，两处出处都这样说"},
    {"nominal, as kipply's article takes it", "标称，如 kipply 的文章所取"},
    {"12 L d² is 51.5 billion", "12 L d² 为 515 亿"},
    {"4 × model width", "模型宽度的 4 倍"},
    {"4 × model width, as kipply's article supposes", "模型宽度的 4 倍，如 kipply 的文章所设"},
    {"4 × model width, as in *", "模型宽度的 4 倍，同 *"},
    {"padded, as in the GPT benchmarks of FasterTransformer", "补齐，同 FasterTransformer 的 GPT 基准"},
    {"GPT-3's context", "GPT-3 的上下文"},
    {"the publisher's config.json (* on Hugging Face)", "发布者的 config.json（Hugging Face，*）"},
    {"a public table of Hugging Face's counts has the same total", "Hugging Face 计数的一份公开表总数相同"},
    {"KerasHub's preset has the same total", "KerasHub 的预设总数相同"},
    {"Hugging Face's count of *, of the same shapes, is the same", "Hugging Face 对形状相同的 * 计数一致"},
    {"without the prediction module", "不含预测模块"},
    {"fitted to * and * more files", "由 * 及另外 * 个文件拟合"},
    {"fitted to *", "由 * 拟合"},
    {"a round figure for a recent data centre", "新建数据中心的约数"},
    {"a round figure for a rented H100, not an offer", "租用 H100 的约数，并非报价"},
    {"a round figure for a service with day and night", "昼夜不均的服务的约数"},
    {"CUDA cores", "CUDA 核心"},
    {"dense", "稠密"},
    {"dense, * with 2:4 sparsity", "稠密，2:4 稀疏为 *"},
    {"dense, half of the sparse *", "稠密，取稀疏 * 的一半"},
    {"half of the sparse *", "取稀疏 * 的一半"},
    {"dense, half of the * of the headline", "稠密，取宣传值 * 的一半"},
    {"dense, 32-bit accumulation", "稠密，32 位累加"},
    {"one way, glennklockwood.com has * for both", "单向；glennklockwood.com 双向为 *"},
    {"one way, glennklockwood.com has *. A GenZ file has 150",
     "单向；glennklockwood.com 为 *，GenZ 的一个文件为 150"},
    {"one way, glennklockwood.com has *", "单向；glennklockwood.com 为 *"},
    {"glennklockwood.com and llm-analysis have *, 3.7 % more",
     "glennklockwood.com 与 llm-analysis 为 *，多 3.7 %"},
    {"glennklockwood.com, which cites NVIDIA's A100 data sheet",
     "glennklockwood.com，引自 NVIDIA 的 A100 数据手册"},
    {"glennklockwood.com after NVIDIA's A100 data sheet", "glennklockwood.com，据 NVIDIA 的 A100 数据手册"},
    {"glennklockwood.com after NVIDIA's A100 data sheet too",
     "glennklockwood.com 据 NVIDIA 的 A100 数据手册，同此"},
    {"gadgetmix.com: eight joined by NVLink in a DGX A100", "gadgetmix.com：DGX A100 中八张以 NVLink 相连"},
    {"Calculon a100_80g.json, for the 80 GB part: 25 GB/s each, one 200 Gbit/s port",
     "Calculon a100_80g.json，80 GB 型：每张 25 GB/s，一个 200 Gbit/s 端口"},
    {"Calculon a100_80g.json: 25 GB/s each, one 200 Gbit/s port",
     "Calculon a100_80g.json：每张 25 GB/s，一个 200 Gbit/s 端口"},
    {"one 400 Gbit/s port each", "每张一个 400 Gbit/s 端口"},
    {"one 400 Gbit/s port each, as in NVIDIA's MLPerf 4.1 system of eight H200",
     "每张一个 400 Gbit/s 端口，同 NVIDIA 八张 H200 的 MLPerf 4.1 系统"},
    {"one 400 Gbit/s port each, as servers are usually built", "每张一个 400 Gbit/s 端口，服务器通常如此"},
    {"one 400 Gbit/s port each, as for Hopper", "每张一个 400 Gbit/s 端口，同 Hopper"},
    {"eight, as in NVIDIA's MLPerf 4.1 system of H200", "八张，同 NVIDIA 的 H200 MLPerf 4.1 系统"},
    {"NVIDIA's MLPerf 4.1 system of eight has ten", "NVIDIA 的八卡 MLPerf 4.1 系统有十个"},
    {"NVIDIA's MLPerf 4.1 system file: 18 NVLink 4 links, 900 GB/s both ways",
     "NVIDIA 的 MLPerf 4.1 系统文件：18 条 NVLink 4，双向 900 GB/s"},
    {"NVIDIA's MLPerf 4.1 system file: TGP *", "NVIDIA 的 MLPerf 4.1 系统文件：TGP *"},
    {"NVIDIA's MLPerf 4.1 system file: eight a node", "NVIDIA 的 MLPerf 4.1 系统文件：每节点八张"},
    {"NVIDIA's MLPerf 4.1 system file, *", "NVIDIA 的 MLPerf 4.1 系统文件，*"},
    {"aiconfigurator reads it as GiB, and no count of usable bytes was found",
     "aiconfigurator 读作 GiB，未见可用字节数"},
    {"aiconfigurator h100_sxm.yaml, NVIDIA's own, rounded to *",
     "aiconfigurator h100_sxm.yaml，NVIDIA 官方，取整为 *"},
    {"aiconfigurator *, NVIDIA's own", "aiconfigurator *，NVIDIA 官方"},
    {"as the H100 SXM", "同 H100 SXM"},
    {"as the H100 SXM, rounded to *", "同 H100 SXM，取整为 *"},
    {"the JAX scaling book too", "JAX scaling book 同此"},
    {"the JAX scaling book reckons 1 us a hop", "JAX scaling book 估每跳 1 us"},
    {"total that nvidia-smi shows (*)", "nvidia-smi 所示总量（*）"},
    {"total that nvidia-smi shows, as reported by users of Modal (*)",
     "Modal 用户报告的 nvidia-smi 总量（*）"},
    {"no NVLink", "没有 NVLink"},
    {"glennklockwood.com too, *", "glennklockwood.com 同此，为 *"},
    {"glennklockwood.com has *", "glennklockwood.com 为 *"},
    {"* too", "* 同此"},
    {"glennklockwood.com, *", "glennklockwood.com，*"}, /* when nothing above says more of it */
};
enum { REMARKS = sizeof remarks / sizeof remarks[0] };

static void say_remark(struct text *out, const char *remark, size_t length) {
    if (!words_pattern_say(remarks, REMARKS, remark, length, out))
        text_bytes(out, remark, length);
}

const char *words_source(const struct facts *facts, const char *source) {
    struct text out = {0};
    if (facts->language == LANGUAGE_EN || !source)
        return source;
    for (const char *at = source; at;) {
        const char *end = strstr(at, "; ");
        say_remark(&out, at, end ? (size_t)(end - at) : strlen(at));
        if (end)
            text_string(&out, "\uFF1B");
        at = end ? end + 2 : NULL;
    }
    return text_keep(facts->arena, &out);
}
